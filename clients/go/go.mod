module xray-emulator.dev/go

go 1.22
