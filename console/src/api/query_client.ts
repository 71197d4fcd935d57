import { QueryClient } from '@tanstack/react-query';
import { ApiError } from './http';

// The emulator is on this machine, or the data in this file: neither needs a network.
// Data changes by events and by the reader's doing, not by coming back to the window.
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      networkMode: 'always',
      refetchOnWindowFocus: false,
      staleTime: 2_000,
      retry: (failures, error) => !(error instanceof ApiError) && failures < 2,
    },
  },
});
