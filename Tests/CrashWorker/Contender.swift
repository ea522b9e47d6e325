import Foundation
import HoldfastCore
import HoldfastStores

/// What a process does that shares a file with others doing the same.
enum Contender {
    /// Applies all steps of ``steps``, and prints those that it applied.
    case migrate
    /// Creates runs, each in a commit of its own.
    case create(name: String, count: Int)

    init?(_ arguments: ArraySlice<String>) {
        let words = Array(arguments)
        switch (words.first, words.count) {
        case ("migrate", 1): self = .migrate
        case ("create", 3): self = .create(name: words[1], count: Int(words[2]) ?? 0)
        default: return nil
        }
    }

    /// The schema, and many small steps after it, none of which could be applied twice.
    static let steps =
        Migration.holdfast
        + (2...60).map { version in
            let column = Column(100 + version, "added_\(version)", .int, nullable: true)
            return Migration(
                version: version, summary: "step \(version)", changes: [.addColumn(PurgeTable.table, column)])
        }

    func run() async throws {
        let store = try await Store.connect(
            Configuration.fromEnvironment().requireStoreURL(), plugins: .builtIn)
        switch self {
        case .migrate:
            for line in try await store.backend.migrate(Self.steps, dryRun: false) {
                FileHandle.standardError.write(Data((line + "\n").utf8))
            }
        case .create(let name, let count):
            for number in 0..<count { try await store.runs.create(NewRun("w", id: RunID("\(name)-\(number)"))) }
        }
        await store.close()
    }
}
