import HoldfastConformance
import LogStoreSuite

// The whole runner, which starts itself again for the crash checks.
await Conformance.log().main()
