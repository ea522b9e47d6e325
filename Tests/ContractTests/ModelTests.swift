import Foundation
import HoldfastConformance
import HoldfastCore
import HoldfastMemory
import HoldfastTestSupport
import Testing

/// What the histories beside the model find, and how they show it.
@Suite struct ModelTests {
    /// A store that forgets when a value of the state ends.
    private static let forgetful = FaultyStore.suite { batch in
        WriteBatch(
            batch.operations.map { operation in
                guard case .insert(var row) = operation, row.table == StateTable.table else { return operation }
                row[StateTable.expiresAt] = .null
                return .insert(row)
            })
    }

    /// A store that does not ask which claim a write belongs to.
    private static let careless = FaultyStore.suite { batch in
        WriteBatch(
            batch.operations.map { operation in
                guard case .update(let key, let changes, let conditions) = operation else { return operation }
                return .update(key, changes, where: conditions.filter { $0.column != RunTable.fence })
            })
    }

    private func failure(of id: String, on suite: Conformance, seed: UInt64) async throws -> Violation {
        let check = try #require(Check.all.first { $0.id == id })
        return try #require(await #expect(throws: Violation.self) { try await suite.run(check, seed: seed) })
    }

    /// The number of calls that the violation's subject speaks of.
    private func length(_ violation: Violation) -> Int? {
        violation.subject.split(separator: " ").last.flatMap { Int($0) }
    }

    @Test(arguments: ["model.time-travel", "model.final-dump"], UInt64(1)...3)
    func aForgottenTimeToLiveIsFoundAndShownInFewCalls(_ id: String, _ seed: UInt64) async throws {
        let violation = try await failure(of: id, on: Self.forgetful, seed: seed)
        #expect(length(violation) ?? .max <= 5, "\(violation)")
    }

    @Test(arguments: UInt64(1)...3)
    func aMissingFenceIsFoundAndShownInFewCalls(_ seed: UInt64) async throws {
        let violation = try await failure(of: "model.time-travel", on: Self.careless, seed: seed)
        #expect(length(violation) ?? .max <= 5, "\(violation)")
    }

    @Test func theSameSeedGivesTheSameTextAndItsReplayTheSameFailure() async throws {
        let first = try await failure(of: "model.time-travel", on: Self.forgetful, seed: 7)
        let second = try await failure(of: "model.time-travel", on: Self.forgetful, seed: 7)
        #expect(first.description == second.description)
        let text = try #require(first.replay)
        let again = try #require(await #expect(throws: Violation.self) { try await Self.forgetful.replay(text) })
        #expect(again.description == first.description)
        try await Contestant.memory.suite.replay(text)
        await #expect(throws: Inconclusive.self) { try await Self.forgetful.replay("model.time-travel/7") }
    }

    @Test func theProgramIsExactAndRuns() async throws {
        let violation = try await failure(of: "model.final-dump", on: Self.forgetful, seed: 1)
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
        let pasted = try String(contentsOf: folder.appending(path: "PastedProgram.swift"), encoding: .utf8)
        let program = try #require(violation.details)
        #expect(pasted.hasSuffix(program + "\n"), "\(violation)")
        try await replay { time in
            let store = Store(backend: MemoryBackend(), time: time)
            try await store.prepare()
            return store
        }
    }

    // What passes a transform is stored otherwise: that is what transforms are for.
    @Test(arguments: Contestant.all.filter { $0.suite.payloads.transforms.isEmpty })
    func everyBackendStoresTheSame(_ contestant: Contestant) async throws {
        for seed in TestTier.choose(quick: UInt64(1)...2, default: 1...10, full: 1...100) {
            let reference = try await Contestant.memory.suite.modelDump(seed: seed)
            let dump = try await contestant.suite.modelDump(seed: seed)
            #expect(dump == reference, "seed \(seed)")
        }
    }
}
