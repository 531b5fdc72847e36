/** What `next/navigation` is in tests of screens: paths that a screen went to, newest last. Tests empty it. */
export const visited: string[] = [];

const router = {
  push: (path: string) => void visited.push(path),
  refresh: () => undefined,
};

export const useRouter = () => router;
export const useSearchParams = () => new URLSearchParams(window.location.search);
