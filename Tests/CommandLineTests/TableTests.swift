import HoldfastCommandLine
import Testing

/// What people see.
@Suite struct TableTests {
    private func output(_ line: String, _ more: String...) async throws -> String {
        let terminal = try Terminal()
        try await terminal.makeStore()
        let arguments = line.split(separator: " ").map(String.init) + more
        return await terminal.run(arguments, environment: ["HOLDFAST_STORE_URL": terminal.url]).output
    }

    @Test func runsStandInColumns() async throws {
        #expect(
            try await output("runs list") == """
                RUN       WORKFLOW  STATUS     PROGRESS  CREATED              TOOK    REASON
                report-1  report    running    0%        2026-03-01 12:04:23  -
                order-4   checkout  pending    0%        2026-03-01 12:04:23  -
                order-3   checkout  paused     0%        2026-03-01 12:03:23  -       stock taking
                order-2   checkout  failed     0%        2026-03-01 12:00:02  3m 20s
                order-1   checkout  completed  100%      2026-03-01 12:00:00  1.5s

                """)
    }

    @Test(arguments: [
        ("--status failed,paused", ["order-3", "order-2"]),
        ("--status failed --status paused", ["order-3", "order-2"]),
        ("--workflow report", ["report-1"]), ("--resource customer-7", ["order-3"]), ("--tag channel=web", ["order-3"]),
        ("--attribute city=\"Berlin\" --attribute lines=3", ["order-3"]), ("--attribute lines=3.0", []),
        ("--metadata {\"source\":{\"region\":\"eu\"}}", ["order-3"]), ("--metadata {\"source\":1}", []),
        ("--parent order-1", ["order-3"]), ("--id-prefix report", ["report-1"]), ("--limit 1", ["report-1"]),
        ("--oldest-first --limit=2", ["order-1", "order-2"]),
        ("--created-from 2026-03-01T12:03:23Z --oldest-first", ["order-3", "order-4", "report-1"]),
        ("--created-before 2026-03-01T13:00:02+01:00", ["order-1"]), ("--created-from 2m", ["report-1", "order-4"]),
        ("--created-before 2m", ["order-3", "order-2", "order-1"]), ("--updated-before 5m", ["order-1"]),
        ("--updated-from 2026-03-01T12:04 --status paused", ["order-3"]),
        ("--created-before 2026-03-01", []), ("--namespace other", []),
    ])
    func filters(_ options: String, _ ids: [String]) async throws {
        let lines = try await output("runs list " + options).split(separator: "\n").dropFirst()
        #expect(lines.map { String($0.prefix { $0 != " " }) } == ids)
    }

    @Test func aSpanMaySayAgo() async throws {
        #expect(try await output("runs list --count --created-before", "2m ago") == "3\n")
    }

    @Test func aRunStandsLineByLine() async throws {
        #expect(
            try await output("runs show order-3 --payloads") == """
                Run         order-3
                Workflow    checkout, version 1
                Status      paused
                Reason      stock taking
                Progress    0%
                Queue       default, priority normal
                Resource    customer-7
                Parent      order-1
                Tags        channel=web
                Attributes  city="Berlin", lines=3
                Metadata    source={"region":"eu"}
                Created     2026-03-01 12:03:23
                Updated     2026-03-01 12:04:23
                Input       {"lines":3}

                """)
    }

    @Test func payloadsAndErrorsAreShownOnRequestOnly() async throws {
        let plain = try await output("runs show order-1")
        #expect(!plain.contains("Input") && !plain.contains("Output"))
        #expect(try await output("runs show order-1 --payloads").hasSuffix("Input     {\"lines\":2}\nOutput    true\n"))
        #expect(try await !output("runs show order-2").contains("stock"))
    }

    @Test func anErrorIsEscapedAndCut() async throws {
        let error = try #require(
            try await output("runs show order-2 --payloads").split(separator: "\n").first { $0.hasPrefix("Error") })
        let text = error.dropFirst("Error".count).drop { $0 == " " }
        #expect(text.hasPrefix("stock: no stock\\u{1B}[2J\\nxxx"))
        #expect(text.count == 240 && text.hasSuffix("x…"))
    }

    @Test func stepsStandInColumns() async throws {
        #expect(
            try await output("steps order-1 --payloads --attempts") == """
                #  STEP    KIND  STATUS     ATTEMPTS  STARTED              TOOK  INPUT  OUTPUT                ERROR
                1  charge  step  completed  2         2026-03-01 12:00:01  1.2s  -      {"id":"ch_1"}         -
                2  ship    step  completed  1         2026-03-01 12:00:02  0ms   -      {"$base64url":"_wA"}  -

                STEP    ATTEMPT  STATUS     WORKER    STARTED              TOOK   ERROR
                charge  1        failed     worker-a  2026-03-01 12:00:01  340ms  declined: the card was declined \
                (step charge, attempt 1)
                charge  2        completed  worker-a  2026-03-01 12:00:01  1.2s
                ship    1        completed  -         2026-03-01 12:00:02  0ms

                """)
        #expect(
            try await output("steps order-1").hasPrefix(
                "#  STEP    KIND  STATUS     ATTEMPTS  STARTED              TOOK\n1  charge"))
    }

    @Test func doctorSaysHowTheStoreIs() async throws {
        let report = try await output("doctor").split(separator: "\n", omittingEmptySubsequences: false)
        #expect(report[0].hasPrefix("Store      sqlite:///") && report[1].hasPrefix("Backend    SQLite 3."))
        #expect(report[2] == "Schema     version 1, this program needs 1")
        #expect(report[3].hasPrefix("Size       ") && report[3].hasSuffix(" KiB"))
        #expect(
            report[4...].joined(separator: "\n") == """
                Namespace  default

                RUNS       COUNT
                pending    1
                running    1
                waiting    0
                paused     1
                stalled    0
                completed  1
                failed     1
                cancelled  0

                Verdict: healthy

                """)
    }

    @Test func anIdFromAStrangerCannotSteerTheTerminal() async throws {
        let terminal = try Terminal()
        let store = try await terminal.store()
        try await store.runs.create(NewRun("a\u{9B}31m\u{202E}", id: "\u{1B}]0;x\u{7}"))
        await store.close()
        let table = await terminal.run("runs list")
        let json = await terminal.run("runs list --format json")
        for text in [table.output, json.output] {
            #expect(text.unicodeScalars.allSatisfy { $0.value == 10 || (0x20..<0x7F).contains($0.value) })
        }
        #expect(table.output.contains("\\u{1B}]0;x\\u{7}"))
        guard case .array(let runs)? = json.json["runs"], case .object(let run) = runs[0] else {
            Issue.record("no run in \(json.output)")
            return
        }
        #expect(run["id"] == "\u{1B}]0;x\u{7}" && run["workflow"] == "a\u{9B}31m\u{202E}")
    }
}
