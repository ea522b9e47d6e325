import HoldfastConformance
import HoldfastMutants
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Every check on every mutant, as a file: only where HOLDFAST_MUTANT_MATRIX names one, since it takes minutes.
@Suite struct MutantMatrix {
    private struct Line: Encodable {
        let mutant: String
        let fault: String
        let killer: String
        var killed: [String] = []
        var errors: [String: String] = [:]
    }

    @Test func isWrittenWhereAskedFor() async throws {
        guard let path = ProcessInfo.processInfo.environment["HOLDFAST_MUTANT_MATRIX"] else { return }
        var lines: [Line] = []
        for mutant in Mutant.all {
            var line = Line(mutant: mutant.id, fault: mutant.fault, killer: mutant.killer)
            for check in Check.all where check.kind != .ratio && mutant.canRun(check) {
                switch await MutationScore.run(check, on: mutant) {
                case .killed: line.killed.append(check.id)
                case .survived: continue
                case .error(let text): line.errors[check.id] = text
                }
            }
            lines.append(line)
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        try encoder.encode(lines).write(to: URL(filePath: path))
    }
}
