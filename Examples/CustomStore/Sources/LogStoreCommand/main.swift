import HoldfastCommandLine
import LogStore
await HoldfastCommandLine.main(plugins: .builtIn + [.log])
