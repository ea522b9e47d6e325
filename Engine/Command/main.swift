import HoldfastCommandLine

await HoldfastCommandLine.main()
