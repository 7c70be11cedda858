import { useMutation } from '@tanstack/react-query';
import { saveFile } from './save-file.ts';

/** Fetches a file and hands it to the browser's downloads. */
export function useDownload(fetchFile: () => Promise<Blob>, name: string) {
  return useMutation({
    mutationFn: fetchFile,
    onSuccess: (content) => {
      saveFile(content, name);
    },
  });
}
