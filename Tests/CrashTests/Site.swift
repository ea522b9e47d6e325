import Foundation
import Holdfast
import HoldfastStores

/// A folder with a store and a ledger, for one test.
struct Site: Sendable {
    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "holdfast-crash-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    var storeURL: String { "sqlite:///" + folder.appending(path: "orders.db").path }
    var ledger: String { folder.appending(path: "executions.log").path }

    /// A lease of a third of a second, so that a takeover doesn't make the test wait.
    var environment: [String: String] { ["HOLDFAST_STORE_URL": storeURL, "HOLDFAST_LEASE_SECONDS": "0.3"] }

    func remove() { try? FileManager.default.removeItem(at: folder) }

    /// The executions as the steps noted them: process, run, step, attempt.
    func executions() -> [[String]] {
        let text = (try? String(contentsOfFile: ledger, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    }

    func withStore<Output: Sendable>(_ body: (Store) async throws -> Output) async throws -> Output {
        let store = try await Store.open(storeURL)
        do {
            let output = try await body(store)
            await store.close()
            return output
        } catch {
            await store.close()
            throw error
        }
    }

    func steps(_ store: Store, _ id: RunID) async throws -> [StepRecord] {
        var steps: [StepRecord] = []
        var query = StepQuery()
        query.limit = 1_000
        query.payloads = true
        repeat {
            let page = try await store.steps.list(id, query)
            steps += page.items
            query.cursor = page.next
        } while query.cursor != nil
        return steps
    }
}
