import HoldfastQuickstart
import LogStore
await QuickstartExample.main(plugins: [.log], command: "logstore") { "log:" + $0 }
