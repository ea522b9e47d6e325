internal import HoldfastCore

extension Check {
    static let migrateCrashChecks = [
        Check(
            "migrate.crash", .durable, .crash, needs: [.migrations], uses: [.processes], kills: ["M64"],
            contract: "kill -9 inside any migration step; the next open completes it",
            why: "A deployment that is killed while it upgrades must not leave a store that no version can open.",
            hint: "One transaction for a step and its version, or steps that can be done twice."
        ) { c in
            try await c.afterCrashes(of: MigrationScript.self, 8, steps: 4) { script, steps, log in
                let version = try await script.backend.schemaVersion()
                let least = log.done ?? steps.lowerBound - 1
                let most = log.begun ?? least
                try c.expect(
                    (least...most).contains(version), true, "whether version \(version) is \(least) to \(most)")
                // Of later ones there may be traces, where steps can be done twice.
                for step in steps where step <= version {
                    try c.expect(
                        try await script.trace(of: step), .whole, "version \(step), where \(version) is stored")
                }
                let next = try await MigrationScript(c)
                let migrations = MigrationScript.migrations(to: steps.upperBound)
                let done = try await next.backend.migrate(migrations, dryRun: false)
                try c.expect(done.isEmpty, version == steps.upperBound, "whether nothing was left to do")
                for step in 1...steps.upperBound {
                    try c.expect(try await next.trace(of: step), .whole, "version \(step), once it is completed")
                }
                await next.backend.close()
            }
        }
    ]
}
