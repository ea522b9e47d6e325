internal import Holdfast

extension Command {
    static let migrate = Command(
        name: "migrate", summary: "Makes the store, or brings its schema up to date.", options: [.dryRun],
        examples: ["migrate --dry-run", "migrate --store sqlite:////var/lib/app.db"]
    ) { invocation in
        let isDryRun = invocation.arguments.has(.dryRun)
        let (changes, version) = try await invocation.withConnection(readOnly: isDryRun) { store, _ in
            (try await store.migrate(dryRun: isDryRun), try await store.storedVersion())
        }
        var text = changes.map { Display.line($0) + "\n" }.joined()
        if changes.isEmpty { text = "The schema is up to date (version \(version)).\n" }
        if isDryRun, !changes.isEmpty { text += "Nothing was written.\n" }
        return Answer(
            text: text,
            json: .object([
                "changes": .array(changes.map { .string($0) }), "dry_run": .bool(isDryRun),
                "schema_version": .int(Int64(version)),
            ]))
    }
}
