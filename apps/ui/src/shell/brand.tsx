/** The bird: two wings over a line of water. */
export function Brand() {
  return (
    <svg
      width="20"
      height="20"
      viewBox="0 0 20 20"
      aria-hidden="true"
      fill="none"
      stroke="currentColor"
    >
      <path
        d="M1.500 6.500c4-2 6.500-.5 8.500 4 2-4.500 4.500-6 8.500-4-4 .3-6 2.700-7.200 7.500H8.700C7.500 9.200 5.500 6.800 1.500 6.500z"
        fill="currentColor"
        stroke="none"
      />
      <path
        d="M2 17.500c1.500-1.200 2.500-1.200 4 0s2.500 1.200 4 0 2.500-1.200 4 0 2.500 1.200 4 0"
        stroke-width="1.300"
        stroke-linecap="round"
      />
    </svg>
  );
}
