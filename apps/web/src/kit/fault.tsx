/** What went wrong, said where it was tried, and read out at once; nothing while all is well. */
export const Fault = ({ words }: { readonly words: string | undefined }) =>
  words ? (
    <p class="bad-words" role="alert">
      {words}
    </p>
  ) : null;
