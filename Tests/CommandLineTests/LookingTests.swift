import Foundation
import HoldfastCommandLine
import Testing

/// Looking at a store leaves it as it is.
@Suite struct LookingTests {
    static let looks = [
        "runs list", "runs list --count", "runs list --tag channel=web", "runs show order-1 --payloads",
        "steps order-1 --payloads --attempts", "migrate --dry-run", "doctor",
    ]

    @Test(arguments: looks) func leavesEveryByte(_ line: String) async throws {
        let terminal = try Terminal()
        try await terminal.makeStore()
        let before = try terminal.files()
        #expect(await terminal.run(line).code == 0)
        let after = try terminal.files()
        #expect(after == before, "\(before.mapValues(\.count)) \(after.mapValues(\.count))")
    }

    @Test(arguments: looks) func leavesTheLogOfAProcessThatDied(_ line: String) async throws {
        let living = try Terminal()
        let store = try await living.store()
        try await living.fill(store)
        let terminal = try Terminal()
        // While the store is open its last commits stand in the log only, as after a crash.
        for name in ["test.db", "test.db-wal"] {
            try FileManager.default.copyItem(atPath: "\(living.folder)/\(name)", toPath: "\(terminal.folder)/\(name)")
        }
        await store.close()
        let before = try terminal.files()
        let result = await terminal.run(line)
        #expect(result.code == 0, "\(result.errors)")
        let after = try terminal.files()
        #expect(after["test.db"] == before["test.db"])
        #expect(after["test.db-wal"] == before["test.db-wal"])
        #expect(await terminal.run("runs list --count").output == "5\n")
    }

    @Test(arguments: ["runs list", "runs show a", "steps a", "runs cancel a", "runs delete a"])
    func makesNoStore(_ line: String) async throws {
        let terminal = try Terminal()
        let result = await terminal.run(line)
        #expect(result.code == 3)
        #expect(result.output == "")
        #expect(
            result.errors == """
                holdfast: there is no store at \(terminal.url) yet; name another with --store or HOLDFAST_STORE_URL, \
                or make this one with `holdfast migrate`

                """)
        #expect(try terminal.files().isEmpty)
    }

    @Test func dryRunOfAMigrationMakesNoStore() async throws {
        let terminal = try Terminal()
        let result = await terminal.run("migrate --dry-run")
        #expect(result.code == 0)
        #expect(result.output.hasPrefix("version 1: the tables of Holdfast\n"))
        #expect(result.output.hasSuffix("Nothing was written.\n"))
        #expect(try terminal.files().isEmpty)
    }

    @Test func doctorMakesNoStore() async throws {
        let terminal = try Terminal()
        let result = await terminal.run("doctor")
        #expect(result.code == 1)
        #expect(result.output.contains("Problem: there is no store yet; `holdfast migrate` makes it\n"))
        #expect(try terminal.files().isEmpty)
    }

    @Test func leavesAFileThatIsNoStore() async throws {
        let terminal = try Terminal()
        try terminal.write("not a database, but long enough to be taken for one by its size", to: "test.db")
        let before = try terminal.files()
        for line in Self.looks where line != "doctor" {
            let result = await terminal.run(line)
            #expect(result.code == 1)
            #expect(result.errors.contains("is damaged or no SQLite database"))
        }
        let doctor = await terminal.run("doctor")
        #expect(doctor.code == 1 && doctor.output.hasSuffix("Verdict: not healthy\n"))
        #expect(try terminal.files() == before)
    }
}
