import HoldfastCommandLine
import Testing

/// What was typed, understood or not.
@Suite struct UsageTests {
    static let commands = [
        "runs list", "runs show", "runs cancel", "runs delete", "steps", "migrate", "export", "import", "copy",
        "doctor", "conformance",
    ]

    @Test(arguments: commands) func everyCommandHasHelpWithExamples(_ command: String) async throws {
        for flag in ["--help", "-h"] {
            // Help is given whatever else is wrong with the line.
            let result = try await Terminal().run("\(command) \(flag) --format")
            #expect(result.code == 0 && result.errors == "")
            #expect(result.output.contains("\nUsage: holdfast \(command) "))
            for part in [
                "Examples:\n  holdfast \(command)", "--store URL", "--namespace NAME", "--format FORMAT",
                "Exit codes: 0 done",
            ] {
                #expect(result.output.contains(part), "\(part)")
            }
        }
    }

    @Test func theProgramHasHelpAndAVersion() async throws {
        let help = try await Terminal().run("--help")
        #expect(help.code == 0)
        for command in Self.commands { #expect(help.output.contains("\n  \(command) ")) }
        #expect(try await Terminal().run("runs --help").output.contains("\n  runs show RUN    Shows a run.\n"))
        #expect(
            try await Terminal().run("--version").output
                == "holdfast \(HoldfastCommandLine.version), schema version 1\n")
    }

    @Test(arguments: [
        ("", "a command is missing; see `holdfast --help`"),
        ("doktor", "there is no command `doktor`; did you mean `holdfast doctor`?"),
        ("list", "there is no command `list`; did you mean `holdfast runs list`?"),
        ("runs lsit", "there is no command `runs lsit`; did you mean `holdfast runs list`?"),
        ("runs frobnicate", "there is no command `runs frobnicate`; there are list, show, cancel, delete"),
        ("frobnicate", "there is no command `frobnicate`; see `holdfast --help`"),
        ("runs", "`holdfast runs` is followed by one of list, show, cancel, delete"),
        ("--store x runs list", "a command comes before its options; see `holdfast --help`"),
        ("runs list --statos failed", "`holdfast runs list` has no option --statos; did you mean --status?"),
        ("runs list --created 7d", "`holdfast runs list` has no option --created; did you mean --created-from?"),
        ("doctor --frobnicate", "`holdfast doctor` has no option --frobnicate; see `holdfast doctor --help`"),
        ("runs list --limit", "--limit needs a value: --limit N"),
        ("runs list --workflow --count", "--workflow needs a value: --workflow NAME"),
        ("runs list --limit 0", "--limit is a number from 1 to 1000, not \"0\""),
        ("runs list --limit many", "--limit is a number from 1 to 1000, not \"many\""),
        ("runs list --limit 1 --limit 2", "--limit is given twice"),
        ("runs list --count=3", "--count takes no value"),
        ("runs list --tag web", "--tag is NAME=VALUE, not \"web\""),
        ("runs list --tag a=1 --tag a=2", "--tag names \"a\" twice, and a run has one value for it"),
        ("runs list --metadata 3", "--metadata is a JSON object such as '{\"region\":\"eu\"}', not 3"),
        (
            "runs list --attribute city=Berlin",
            "the value of --attribute city is no JSON; a text stands in quotes: 'city=\"Berlin\"'"
        ),
        (
            "runs list --created-from 2026-02-30",
            "--created-from is a time such as 2026-03-01T12:00:00Z, 2h or '7d ago', not \"2026-02-30\""
        ),
        (
            "runs list --status fail",
            "--status is one of pending, running, waiting, paused, stalled, completed, failed, cancelled, not "
                + "\"fail\"; did you mean failed?"
        ),
        ("runs list --format jsn", "--format is one of table, json, not \"jsn\"; did you mean json?"),
        ("runs list order-1", "`holdfast runs list` takes no argument besides its options, not 1"),
        ("runs show", "`holdfast runs show` needs RUN; see `holdfast runs show --help`"),
        ("runs show a b", "`holdfast runs show` takes one argument besides its options, not 2"),
        ("runs list --store nowhere:x", "no store is known for \"nowhere:\"; known are memory:, sqlite:, file:"),
    ])
    func whatIsNotUnderstoodIsTwo(_ line: String, _ message: String) async throws {
        let terminal = try Terminal()
        let result = await terminal.run(line)
        #expect(result.code == 2 && result.output == "")
        #expect(result.errors == "holdfast: \(message)\n")
        #expect(try terminal.files().isEmpty)
    }

    @Test func aCursorOfAnotherListIsTwo() async throws {
        let terminal = try Terminal()
        try await terminal.makeStore()
        let result = await terminal.run("runs list --cursor abc")
        #expect(result.code == 2)
        #expect(result.errors == "holdfast: the cursor is no position in this list; take it from the page before\n")
    }

    @Test func behindTwoDashesAWordIsNoOption() async throws {
        let terminal = try Terminal()
        let store = try await terminal.store()
        try await store.runs.create(NewRun("a", id: "--help"))
        await store.close()
        #expect(await terminal.run("runs show -- --help").output.hasPrefix("Run       --help\n"))
    }

    @Test func optionsBeatTheEnvironmentBeatsTheFile() async throws {
        let terminal = try Terminal()
        try await terminal.makeStore()
        let words = ["runs", "list", "--count"]
        try terminal.write("{\"store_url\": \"\(terminal.url)\", \"namespace\": \"empty\"}", to: "holdfast.json")
        #expect(await terminal.run(words, environment: [:]).output == "0\n")
        #expect(await terminal.run(words, environment: ["HOLDFAST_NAMESPACE": "default"]).output == "5\n")
        let other = ["HOLDFAST_STORE_URL": "memory:", "HOLDFAST_NAMESPACE": "default"]
        #expect(await terminal.run(words + ["--store", terminal.url], environment: other).output == "5\n")
        #expect(await terminal.run(words, environment: other).code == 4)
    }

    @Test func inProductionTheStoreMustBeNamed() async throws {
        let result = try await Terminal().run(["runs", "list"], environment: ["HOLDFAST_ENV": "production"])
        #expect(result.code == 2 && result.errors.contains("HOLDFAST_STORE_URL must be set"))
    }
}
