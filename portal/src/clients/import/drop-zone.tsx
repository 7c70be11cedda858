import { Text } from '@mantine/core';
import { IconFileUpload } from '@tabler/icons-react';
import { useState } from 'react';
import { importText } from '../../text/import-clients.ts';
import classes from './drop-zone.module.css';

interface DropZoneProps {
  disabled: boolean;
  onFiles: (files: File[]) => void;
}

/** A label around a file input, so that mouse, keyboard and screen readers find what they know; files may be dropped too. */
export function DropZone({ disabled, onFiles }: DropZoneProps) {
  const [over, setOver] = useState(false);
  return (
    <label
      className={classes.zone}
      data-over={over && !disabled}
      data-disabled={disabled}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => {
        setOver(false);
      }}
      onDrop={(event) => {
        // Without this the browser leaves the portal and shows the file.
        event.preventDefault();
        setOver(false);
        if (!disabled) onFiles([...event.dataTransfer.files]);
      }}
    >
      <input
        className={classes.input}
        type="file"
        accept=".csv,text/csv"
        disabled={disabled}
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])];
          // The same file again, corrected meanwhile, counts as chosen too.
          event.currentTarget.value = '';
          if (files.length > 0) onFiles(files);
        }}
      />
      <IconFileUpload size={36} stroke={1.5} aria-hidden />
      <Text fw={600} td="underline">
        {importText.choose}
      </Text>
      <Text size="sm">{importText.drop}</Text>
      <Text size="xs" c="dimmed">
        {importText.limits}
      </Text>
    </label>
  );
}
