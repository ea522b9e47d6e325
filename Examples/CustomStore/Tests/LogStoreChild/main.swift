// What the crash checks start, and kill.
import Foundation
import HoldfastConformance
import LogStoreSuite

exit(await Conformance.log().runChild(Array(CommandLine.arguments.dropFirst())) ? 0 : 1)
