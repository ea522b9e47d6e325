internal import HoldfastCore

extension Check {
    static let capabilityChecks = [
        Check(
            "boot.capabilities.stable", .core, .sequential,
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
            "boot.capabilities.interdependent", .core, .sequential,
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
            "boot.reopen.persists", .durable, .sequential,
            contract: "everything committed before close is visible after reopen [durable]",
            why: "A program that starts again would begin its workflows from nothing.",
            hint: "Close only once the last commit is where the next open looks."
        ) { c in
            let store = try await c.backend()
            // What is not declared cannot be asked for: such a store ends with its last handle.
            guard store.capabilities.durable else { return }
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
            "boot.open.concurrent-first", .core, .handles,
            contract: "N handles opening a new namespace at once all succeed",
            why: "A deployment starts all its workers at once, on a store that is new.",
            hint: "Apply each migration under a lock, and look at the version again once it is held."
        ) { c in
            let versions = await race(6) { _ in
                do { return "\(try await c.backend().schemaVersion())" } catch { return "\(error)" }
            }
            try c.expect(versions, [String](repeating: "\(Schema.holdfast.version)", count: 6), "versions seen")
        },
    ]
}
