import Foundation
import Holdfast
import HoldfastCore
import HoldfastSQLite
import HoldfastTestSupport
import Testing

/// Processes on one SQLite file that all do the same at once, or die of it.
@Suite(.serialized) struct SharedFileTests {
    private static let steps = 60

    private func versions(_ errors: String) -> [String] {
        errors.split(separator: "\n").filter { $0.hasPrefix("version ") }.map { String($0.prefix { $0 != ":" }) }
    }

    private func ends(_ children: [Child]) async throws -> [Child.End] {
        try await withThrowingTaskGroup(of: Child.End.self) { group in
            for child in children { group.addTask { try await child.run() } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }

    @Test func eachStepIsAppliedByOneOfFourProcesses() async throws {
        let site = try Site()
        defer { site.remove() }
        let ends = try await ends((0..<4).map { _ in Child("CrashWorker", ["migrate"], site.environment) })
        #expect(ends.allSatisfy { $0.code == 0 }, "\(ends.map(\.errors))")
        #expect(Set(ends.flatMap { versions($0.errors) }).count == Self.steps)
        #expect(ends.flatMap { versions($0.errors) }.count == Self.steps, "a step was applied by two")
    }

    @Test func aMigrationThatIsKilledLeavesNothingHalfDone() async throws {
        let site = try Site()
        defer { site.remove() }
        let rounds = TestTier.choose(quick: 12, default: 40, full: 200)
        var wasCut = false
        for round in 0..<rounds {
            let delay = 0.02 + Double(round) * 0.3 / Double(rounds)
            let end = try await Child("CrashWorker", ["migrate"], site.environment, killedAfter: delay).run()
            if end.signal != nil { wasCut = true }
            try await expectWholeSteps(site)
            let next = try await Child("CrashWorker", ["migrate"], site.environment).run()
            #expect(next.code == 0, "\(next.errors)")
            let all = versions(end.errors) + versions(next.errors)
            #expect(Set(all).count == all.count)
            for name in try FileManager.default.contentsOfDirectory(atPath: site.folder.path) {
                try FileManager.default.removeItem(at: site.folder.appending(path: name))
            }
        }
        #expect(wasCut, "no migration was killed in time")
    }

    /// Each step adds one column, so the number of columns tells which steps were done.
    private func expectWholeSteps(_ site: Site) async throws {
        let backend = SQLiteBackend(path: site.folder.appending(path: "orders.db").path)
        let version = try await backend.schemaVersion()
        if version > 0 {
            let columns = try await backend.number("SELECT count(*) FROM pragma_table_info('purges')")
            #expect(columns == Int64(PurgeTable.table.columns.count + version - 1))
        }
        await backend.close()
    }

    @Test func fourProcessesCommitAndNobodyIsLockedOut() async throws {
        let site = try Site()
        defer { site.remove() }
        try await site.withStore { _ in }
        let commits = TestTier.choose(quick: 200, default: 200, full: 2_000)
        let children = (0..<4).map { Child("CrashWorker", ["create", "p\($0)", "\(commits)"], site.environment) }
        for end in try await ends(children) {
            #expect(end.code == 0)
            #expect(end.errors.isEmpty, "\(end.errors.prefix(500))")
        }
        let count = try await site.withStore { try await $0.runs.count().value }
        #expect(count == 4 * commits)
    }
}
