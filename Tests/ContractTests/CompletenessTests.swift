import HoldfastConformance
import HoldfastCore
import HoldfastMemory
import Synchronization
import Testing

@Suite struct CompletenessTests {
    @Test func idsAreUniqueAndWellFormed() {
        let ids = Check.all.map(\.id)
        #expect(Set(ids).count == ids.count)
        #expect(ids.allSatisfy { (2...3).contains($0.split(separator: ".").count) })
        #expect(Set(Check.verbs.map(\.id)).isSubset(of: ids))
    }

    @Test func everyCheckSaysWhyAndWhereToLook() {
        for check in Check.all {
            #expect(!check.contract.isEmpty && !check.why.isEmpty && !check.hint.isEmpty, "\(check)")
        }
    }

    @Test func theVerbsOfThePlanAreAllThere() {
        let planned: Set = [
            "get.positions", "get.strong", "scan.order", "scan.bounds", "scan.cursor", "scan.filter", "scan.sparse",
            "scan.lag", "scan.walk", "commit.position", "commit.lowest", "commit.insert-taken", "commit.returns-row",
            "commit.conditions", "commit.before-state", "commit.same-row-twice", "commit.check", "commit.patch",
            "commit.patch-absent", "commit.delete-absent", "commit.resend", "commit.add-once", "commit.opposite-order",
            "commit.limits", "commit.concurrent", "commit.isolated-failure", "commit-each.independent",
            "commit-each.order-free", "take.order", "take.bound", "take.patch", "take.exclusive", "take.ranges",
            "take.stale-index", "count.exact", "erase.range", "close.joins", "no-clock", "types", "migrate.additive",
            "linear", "model",
        ]
        #expect(Set(Check.verbs.map { String($0.id.dropFirst("verbs.".count)) }) == planned)
    }

    @Test func theStoreHasChecksInEachOfItsAreas() {
        let areas = Dictionary(grouping: Check.stores) { $0.id.prefix { $0 != "." } }.mapValues(\.count)
        for (area, least) in [("runs", 45), ("steps", 10), ("outputs", 4), ("kv", 15), ("lease", 15), ("zoo", 14)] {
            #expect(areas[Substring(area), default: 0] >= least, "\(area)")
        }
    }

    @Test func everyVerbIsCalledBySomeCheck() async throws {
        let calls = Calls()
        let places = Mutex<[String: MemoryBackend]>([:])
        let suite = Conformance("Recorded") { place in
            let handle = places.withLock { places in
                let handle = places[place.id].map { MemoryBackend(sharing: $0) } ?? MemoryBackend()
                places[place.id] = places[place.id] ?? handle
                return handle
            }
            return Recorder(backend: handle, calls: calls)
        }
        for check in Check.verbs { try await suite.run(check) }
        #expect(
            calls.names.withLock { $0 } == [
                "schemaVersion", "migrate", "get", "scan", "commit", "commitEach", "take", "count", "erase", "close",
            ])
    }
}

private final class Calls: Sendable {
    let names = Mutex<Set<String>>([])

    func note(_ name: String = #function) {
        let verb = String(name.prefix { $0 != "(" })
        names.withLock { _ = $0.insert(verb) }
    }
}

/// Passes every call on, and notes its name.
private struct Recorder: StoreBackend {
    let backend: MemoryBackend
    let calls: Calls

    var limits: BackendLimits { backend.limits }
    var capabilities: BackendCapabilities { backend.capabilities }

    func schemaVersion() async throws(BackendError) -> Int {
        calls.note()
        return try await backend.schemaVersion()
    }

    func migrate(_ migrations: [Migration], dryRun: Bool) async throws(BackendError) -> [String] {
        calls.note()
        return try await backend.migrate(migrations, dryRun: dryRun)
    }

    func get(_ keys: [Key], _ columns: Projection) async throws(BackendError) -> [Row?] {
        calls.note()
        return try await backend.get(keys, columns)
    }

    func scan(_ scan: Scan) async throws(BackendError) -> Page {
        calls.note()
        return try await backend.scan(scan)
    }

    func commit(_ batch: WriteBatch) async throws(BackendError) -> CommitOutcome {
        calls.note()
        return try await backend.commit(batch)
    }

    func commitEach(_ batches: [WriteBatch]) async -> [Result<CommitOutcome, BackendError>] {
        calls.note()
        return await backend.commitEach(batches)
    }

    func take(_ take: Take) async throws(BackendError) -> [Row] {
        calls.note()
        return try await backend.take(take)
    }

    func count(_ range: IndexRange, filter: [Condition], limit: Int) async throws(BackendError) -> Int {
        calls.note()
        return try await backend.count(range, filter: filter, limit: limit)
    }

    func erase(_ range: IndexRange, limit: Int) async throws(BackendError) -> Int {
        calls.note()
        return try await backend.erase(range, limit: limit)
    }

    func close() async {
        calls.note()
        await backend.close()
    }
}
