import HoldfastQuickstart
import LogStore
await QuickstartExample.main(plugins: [.log]) { "log:" + $0 }
