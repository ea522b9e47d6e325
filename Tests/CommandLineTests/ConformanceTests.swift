import HoldfastCommandLine
import Testing

@Suite struct ConformanceTests {
    private static let one = "conformance --filter boot.capabilities.*"

    @Test func checksWorkBesideThePathAndLeaveNothing() async throws {
        let terminal = try Terminal()
        let result = await terminal.run(Self.one)
        #expect(result.code == 0 && result.output.contains("SQLite: no level; "), "\(result)")
        #expect(try terminal.files().isEmpty)
        #expect(await terminal.run("\(Self.one) --store memory:").code == 0)
    }

    @Test func aStoreThatIsThereIsLeftAlone() async throws {
        let terminal = try Terminal()
        try await terminal.makeStore()
        let before = try terminal.files()
        let result = await terminal.run(Self.one)
        #expect(result.code == 4 && result.output == "" && result.errors.contains("there is something at "))
        #expect(try terminal.files() == before)
    }

    @Test func reportsAreWrittenInEachForm() async throws {
        let terminal = try Terminal()
        let folder = terminal.folder + "/reports"
        for url in ["memory:", terminal.url] {
            #expect(await terminal.run("\(Self.one) --store \(url) --report \(folder)").code == 0)
        }
        let names = try terminal.files(in: "reports")
        #expect(
            names == [
                "ledger.new.json", "matrix.md", "memory.badge.txt", "memory.json", "memory.xml", "sqlite.badge.txt",
                "sqlite.json", "sqlite.xml",
            ])
        #expect(try terminal.text("reports/matrix.md").contains("|  | Memory | SQLite |"))
    }

    @Test(arguments: [("json", "{"), ("junit", "<?xml"), ("markdown", "# Conformance"), ("table", "Conformance of")])
    func theReportIsShownAsAskedFor(_ format: String, _ start: String) async throws {
        let result = try await Terminal().run("\(Self.one) --store memory: --format \(format)")
        #expect(result.code == 0 && result.output.hasPrefix(start))
    }

    @Test func aLevelIsAwardedOnlyByAWholeRun() async throws {
        let result = try await Terminal().run("conformance --store memory: --level core --format json")
        #expect(result.code == 0 && result.json["level"] == "core" && result.json["filtered"] == false)
    }

    @Test(arguments: [
        ("conformance --filter nothing.*", Int32(4)), ("conformance --check no.such", 3),
        ("conformance --tier slow", 2), ("conformance --format yaml", 2), ("conformance --store sqlite:///:memory:", 4),
        ("conformance --store sqlite://host/a", 4), ("conformance --store nowhere:a", 2),
    ])
    func eachEndHasItsExitCode(_ line: String, _ code: Int32) async throws {
        #expect(try await Terminal().run(line).code == code)
    }

    @Test func theContractIsPrinted() async throws {
        let result = try await Terminal().run("conformance --print-contract")
        #expect(result.code == 0 && result.output.hasPrefix("# The contract\n"))
        #expect(result.output.contains("**verbs.get.positions** (L1 core)"))
    }
}
