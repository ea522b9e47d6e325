internal import HoldfastCore

extension Check {
    static let capabilityChecks = [
        Check(
            "boot.capabilities.stable", .core, .sequential, kills: ["M181"],
            contract: "two reads of capabilities on one store are equal, and so are those of two handles",
            why: "A runner that plans by one answer and judges by another counts what never ran.",
            hint: "Derive them from the configuration alone."
        ) { c in
            let store = try await c.backend()
            let first = store.capabilities
            try await c.insert([c.state("a")], into: store)
            try c.expect(store.capabilities, first, "capabilities after a write")
            try c.expect(store.limits, try await c.backend().limits, "limits of another handle")
            try c.expect(try await c.backend().capabilities, first, "capabilities of another handle")
        },
        Check(
            "boot.capabilities.interdependent", .core, .sequential, kills: ["M182"],
            contract: "declared capabilities are consistent (multiProcess and migrations need durable)",
            why: "What is gone with its process can neither be shared by several nor meet an older schema.",
            hint: "Declare durable, or none of what needs it."
        ) { c in
            let declared = try await c.backend().capabilities
            if declared.multiProcess || declared.migrations || declared.relaxedDurability {
                try c.expect(declared.durable, true, "durable, of a store that declares \(declared)")
            }
            try c.expect(declared.indexLag >= .zero, true, "an index lag of at least zero")
        },
        Check(
            "boot.reopen.persists", .durable, .sequential, needs: [.durable], kills: ["M57"],
            contract: "everything committed before close is visible after reopen [durable]",
            why: "A program that starts again would begin its workflows from nothing.",
            hint: "Close only once the last commit is where the next open looks."
        ) { c in
            let store = try await c.backend()
            let rows = (0..<50).map { c.state("key-\($0)") }
            for row in rows { try await c.insert([row], into: store) }
            await store.close()
            let again = try await c.handle()
            try c.expect(try await again.schemaVersion(), Schema.holdfast.version, "the schema after reopen")
            for (n, row) in rows.enumerated() {
                try c.expect(try await again.row(c.stateKey("key-\(n)")), row, "row \(n) after reopen")
            }
        },
        Check(
            "boot.capabilities.declared-work", .core, .sequential, kills: ["M57"],
            contract: "every declared capability's probe operation succeeds",
            why: "What is declared is used: a worker on a second machine, an upgrade, a restart.",
            hint: "Declare only what the present configuration does."
        ) { c in
            let store = try await c.backend()
            let declared = store.capabilities
            let row = c.state("a")
            try await c.insert([row], into: store)
            try await c.settle()
            if let store = store as? any InspectableBackend {
                let found = try await store.inspect()
                try c.expect(found.kind.isEmpty, false, "a nameless kind of store")
                try c.expect(found.problems, [], "what its own check finds")
            }
            if declared.multiProcess || declared.network {
                try c.expect(try await c.backend().row(row.key), row, "the row, through another handle")
            }
            if declared.durable {
                await store.close()
                try c.expect(try await c.handle().row(row.key), row, "the row, after reopen")
            }
            if declared.migrations {
                let table = Table(
                    9_003, "probe", partition: [StateTable.namespace], sort: [],
                    columns: [StateTable.namespace, Column(1, "insert_token", .bytes)])
                let next = Migration(
                    version: Schema.holdfast.version + 1, summary: "a probe", changes: [.addTable(table)])
                let upgraded = try await c.handle()
                let done = try await upgraded.migrate(Migration.holdfast + [next], dryRun: false)
                try c.expect(done.isEmpty, false, "an upgrade that does nothing")
                try c.expect(try await upgraded.row(row.key), row, "the row, after an upgrade")
            }
        },
        Check(
            "boot.capabilities.undeclared-refuse", .core, .sequential, kills: ["M62"],
            contract:
                "every undeclared optional operation throws .unsupported(capability): no crash, no nil, no other error",
            why: "An answer that is made up is worse than none.",
            hint: "Ask whether the backend is of the protocol, and refuse by name where it is not."
        ) { c in
            let backend = try await c.backend()
            // A handle that passes the verbs on, and nothing else.
            let bare = c.store(Interposed(backend) { _ in })
            let operations: [(String, (Store) async throws -> Void)] = [
                ("inspection", { _ = try await $0.inspect() }), ("server clock", { _ = try await $0.clockOffset() }),
            ]
            for (name, operation) in operations {
                let error = try await c.expect(.unsupported, name) { try await operation(bare) }
                try c.expect(error.id, name, "the capability that the error names")
            }
            let store = c.store(backend)
            if !(backend is any InspectableBackend) {
                try await c.expect(.unsupported, "inspection") { _ = try await store.inspect() }
            }
            if !(backend is any ServerClock) {
                try await c.expect(.unsupported, "the server's clock") { _ = try await store.clockOffset() }
            }
        },
        Check(
            "boot.open.concurrent-first", .core, .handles, kills: ["M183"],
            contract: "N handles opening a new namespace at once all succeed",
            why: "A deployment starts all its workers at once, on a store that is new.",
            hint: "Apply each migration under a lock, and look at the version again once it is held."
        ) { c in
            let versions = await c.atOnce(6) { _ in
                do { return "\(try await c.backend().schemaVersion())" } catch { return "\(error)" }
            }
            try c.expect(versions, [String](repeating: "\(Schema.holdfast.version)", count: 6), "versions seen")
        },
    ]
}
