import HoldfastCommandLine
import Testing

/// Each way in which a command can end.
@Suite struct ExitCodeTests {
    private func terminal() async throws -> Terminal {
        let terminal = try Terminal()
        try await terminal.makeStore()
        return terminal
    }

    @Test(arguments: [
        ("runs show order-9", "there is no run \"order-9\""), ("steps order-9", "there is no run \"order-9\""),
        ("runs cancel order-9", "there is no run \"order-9\""), ("runs delete order-9", "there is no run \"order-9\""),
        ("runs list --parent order-9", "there is no run \"order-9\""),
    ])
    func whatIsNotThereIsThree(_ line: String, _ message: String) async throws {
        let result = try await terminal().run(line)
        #expect(result.code == 3 && result.output == "")
        #expect(result.errors == "holdfast: \(message)\n")
    }

    @Test func theBeginningOfAnIdIsEnoughWhereItIsTheOnlyOne() async throws {
        let terminal = try await terminal()
        #expect(await terminal.run("runs show rep").output.hasPrefix("Run         report-1\n"))
        let several = await terminal.run("runs show order")
        #expect(several.code == 2)
        #expect(
            several.errors
                == "holdfast: several run ids begin with \"order\", such as order-1 and order-2; give more of it\n")
    }

    @Test func whatARunDoesNotAllowIsFour() async throws {
        let terminal = try await terminal()
        let cancel = await terminal.run("runs cancel order-1")
        #expect(cancel.code == 4 && cancel.errors.contains("completed"))
        let delete = await terminal.run("runs delete order-4")
        #expect(delete.code == 4)
        #expect(
            delete.errors == "holdfast: run \"order-4\" is pending; cancel it first, or delete it by force\n")
        #expect(await terminal.run("runs list --count").output == "5\n")
    }

    @Test func cancellingAndDeletingSayWhatBecameOfTheRun() async throws {
        let terminal = try await terminal()
        #expect(await terminal.run("runs cancel order-4 --reason late").output == "Run \"order-4\" is cancelled.\n")
        #expect(
            await terminal.run("runs cancel report-1").output
                == "Run \"report-1\" is asked to cancel; its worker ends it before its next step.\n")
        #expect(await terminal.run("runs delete report-1 --force").output == "Run \"report-1\" is deleted.\n")
        #expect(await terminal.run("runs show report-1").code == 3)
        #expect(await terminal.run("runs list --status cancelled").output.contains(" late\n"))
    }

    @Test(arguments: ["memory:", "sqlite:///:memory:", "file::memory:"])
    func aMemoryStoreIsRefused(_ url: String) async throws {
        for command in ["runs list", "runs show a", "doctor", "migrate"] {
            let result = try await Terminal().run("\(command) --store \(url)")
            #expect(result.code == 4 && result.output == "")
            #expect(
                result.errors == """
                    holdfast: \(url) cannot be looked at from outside: a memory store lives only inside the process \
                    that made it; name another with --store or HOLDFAST_STORE_URL

                    """)
        }
    }

    @Test(arguments: ["runs list", "runs cancel order-4", "migrate", "migrate --dry-run"])
    func aNewerSchemaIsRefused(_ line: String) async throws {
        let terminal = try Terminal()
        let store = try await terminal.store()
        let next = Migration(version: 2, summary: "of a later version", changes: [])
        try await store.backend.migrate(Migration.holdfast + [next], dryRun: false)
        await store.close()
        let before = try terminal.files()
        let result = await terminal.run(line)
        #expect(result.code == 4 && result.output == "")
        #expect(result.errors.contains("schema"))
        let doctor = await terminal.run("doctor")
        #expect(doctor.code == 1 && doctor.output.contains("Schema     version 2, this program needs 1\n"))
        #expect(try terminal.files() == before)
    }

    @Test func aStoreThatCannotBeReachedIsOne() async throws {
        let result = try await Terminal().run("runs list --store sqlite:////nowhere/at/all.db")
        #expect(result.code == 1)
        #expect(result.errors.contains("the directory /nowhere/at does not exist; create it first"))
    }

    @Test func anInterruptedCommandIsOneHundredAndThirty() async throws {
        let terminal = try await terminal()
        let code = await withTaskGroup(of: Int32.self) { group in
            group.cancelAll()
            group.addTask { await terminal.run("runs list").code }
            return await group.next()
        }
        #expect(code == 130)
    }

    @Test func migrateMakesTheStore() async throws {
        let terminal = try Terminal()
        let result = await terminal.run("migrate")
        #expect(result.code == 0 && result.output.hasPrefix("version 1: the tables of Holdfast\n  add table"))
        #expect(await terminal.run("migrate").output == "The schema is up to date (version 1).\n")
        let empty = await terminal.run("runs list")
        #expect(empty.code == 0 && empty.output == "" && empty.errors == "No runs match.\n")
    }
}
