import HoldfastQuickstart

await QuickstartExample.main()
