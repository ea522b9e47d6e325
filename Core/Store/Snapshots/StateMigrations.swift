/// One change that a migration makes to a JSON object.
public enum StateChange: Sendable {
    /// Moves a value to another key, over what is there; nothing happens where the first has none.
    case rename(String, to: String)
    /// Removes a key.
    case remove(String)
    /// Replaces the value of a key, where it has one.
    case transform(String, @Sendable (JSONValue) throws -> JSONValue)

    func apply(to object: inout [String: JSONValue]) throws {
        switch self {
        case .rename(let old, let new): if let value = object.removeValue(forKey: old) { object[new] = value }
        case .remove(let key): object[key] = nil
        case .transform(let key, let change): if let value = object[key] { object[key] = try change(value) }
        }
    }
}

/// The way from one version of a format to a later one.
public struct StateMigration: Sendable {
    /// The version before.
    public let from: Int
    /// The version after; greater.
    public let to: Int
    /// What changes, in order.
    public let changes: [StateChange]

    /// A way between two versions, the second of which is greater.
    public init(from: Int, to: Int, _ changes: [StateChange]) {
        precondition(from < to, "a migration leads to a later version")
        self.from = from
        self.to = to
        self.changes = changes
    }
}

/// The known ways between the versions of one format, and what happens where there is none.
public struct StateMigrations: Sendable {
    /// The ways.
    public let migrations: [StateMigration]
    /// Whether an older version from which no way leads is an error; otherwise it is taken as it is.
    public let isStrict: Bool

    /// The ways between the versions of one format.
    public init(_ migrations: [StateMigration] = [], isStrict: Bool = true) {
        self.migrations = migrations
        self.isStrict = isStrict
    }

    /// The content of one version as a later one has it.
    ///
    /// - Throws: `.corrupted` where `version` is greater than `current`, or the content is no JSON object;
    ///   `.versionMismatch` where no way leads from one to the other and the migrations are strict.
    public func migrate(_ content: Payload, from version: Int, to current: Int) throws -> Payload {
        guard version != current else { return content }
        guard version < current else {
            throw StoreError(
                .corrupted, "the format \(version) is unknown: this code reads up to \(current); update the program",
                kind: "snapshot", expected: "\(current)", actual: "\(version)")
        }
        guard let path = path(from: version, to: current) else {
            guard isStrict, !CoreFault.leavesOut(.migrationPath) else { return content }
            throw StoreError(
                .versionMismatch, "no migration leads from format \(version) to format \(current); add one",
                kind: "snapshot", expected: "\(current)", actual: "\(version)")
        }
        guard case .object(var object)? = JSONValue(text: content.text) else {
            throw StoreError(.corrupted, "a content of format \(version) is no JSON object", kind: "snapshot")
        }
        for migration in CoreFault.leavesOut(.wholePath) ? path.suffix(1) : path[...] {
            for change in migration.changes { try change.apply(to: &object) }
        }
        return Payload(text: JSONValue.object(object).text)
    }

    /// The ways to go one after the other, the longest ones first; nil where none leads there.
    private func path(from version: Int, to current: Int) -> [StateMigration]? {
        guard version != current else { return [] }
        let next = migrations.filter { $0.from == version && $0.to <= current }.sorted { $0.to > $1.to }
        for migration in next {
            if let rest = path(from: migration.to, to: current) { return [migration] + rest }
        }
        return nil
    }
}

extension Snapshots {
    /// The state of this name as a value of a type, brought to the present format; nil where there is none.
    ///
    /// What cannot be read is an error and stays stored: a workflow must not begin anew because its state is
    /// unreadable.
    /// - Throws: `.corrupted` where the format is newer than this code or the content cannot be decoded;
    ///   `.versionMismatch` where it is older and no migration leads to the present one.
    public func load<Content: Decodable>(
        _ type: Content.Type, _ name: String, format: Int = 1, migrations: StateMigrations = StateMigrations(),
        codec: some PayloadCodec = JSONPayloadCodec()
    ) async throws -> Content? {
        guard let snapshot = try await load(name) else { return nil }
        if snapshot.info.format > format, CoreFault.leavesOut(.snapshotFormat) { return nil }
        let content = try migrations.migrate(snapshot.content, from: snapshot.info.format, to: format)
        return try codec.decode(type, from: content)
    }
}
