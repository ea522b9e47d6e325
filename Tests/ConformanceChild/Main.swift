import Foundation
import HoldfastConformance

/// The child of the suites in the contract tests: `ConformanceChild SUITE ARGUMENTS...`.
@main enum Main {
    static func main() async {
        let arguments = Array(CommandLine.arguments.dropFirst())
        guard let name = arguments.first, let suite = Conformance.withChild(name) else {
            print("Usage: ConformanceChild SUITE ARGUMENTS; it is started by the contract tests")
            exit(2)
        }
        exit(await suite.runChild(Array(arguments.dropFirst())) ? 0 : 1)
    }
}
