/** A flame above a broken line: the gap that stops the fire. */
export function Logo({ className }: { className?: string }) {
  return (
    <svg
      viewBox="0 0 24 24"
      aria-hidden="true"
      className={className}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d="M12 3c.6 3.4 4.8 5.2 4.8 9.6a4.8 4.8 0 0 1-9.6 0c0-2 1-3.2 2-4.2.3 1.4 1 2 1.6 2.2C10.6 8 10.8 5.4 12 3z" />
      <path d="M3 21h7M14 21h7" />
    </svg>
  );
}
