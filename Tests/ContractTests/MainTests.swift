import HoldfastConformance
import HoldfastConformanceSubjects
import Testing

/// A program that is nothing but a suite.
@Suite struct MainTests {
    private func answer(_ line: String) async -> (text: String, exit: RunExit) {
        await Conformance.memory.answer(line.split(separator: " ").map(String.init), command: "mine")
    }

    @Test func doesWhatItsArgumentsSay() async {
        let answer = await answer("--check boot.capabilities.stable --seed=3 --format json")
        #expect(answer.exit == .awarded && answer.text.hasPrefix("{"))
        #expect(answer.text.contains("\"seed\":\"3\""))
        #expect(await self.answer("--filter boot.capabilities.* --format junit").text.hasPrefix("<?xml"))
        #expect(await self.answer("--filter boot.capabilities.* --format markdown").text.hasPrefix("# Conformance"))
    }

    @Test(arguments: [
        ("--seed -1", "--seed is a number of at least 0, not \"-1\"", RunExit.wrongUsage),
        ("--level high", "--level is one of core, coordinated, durable, complete, not \"high\"", .wrongUsage),
        ("--tier slow", "--tier is one of quick, full, soak, not \"slow\"", .wrongUsage),
        ("--format", "--format needs a value; see --help", .wrongUsage),
        ("lease.take", "\"lease.take\" is no option; see --help", .wrongUsage),
        ("--frob x", "there is no option --frob; see --help", .wrongUsage),
        ("--ledger /nowhere/at/all", "the ledger /nowhere/at/all cannot be read", .wrongUsage),
        ("--check no.such", "there is no check \"no.such\"", .notFound),
        (
            "--check migrate.foreign-table",
            "migrate.foreign-table has no code yet: no verb can drop an index, or make a table of another program",
            .notFound
        ),
    ])
    func refusesWhatMakesNoSense(_ line: String, _ message: String, _ exit: RunExit) async {
        let answer = await answer(line)
        #expect(answer.text == message + "\n" && answer.exit == exit)
    }

    @Test func aFilterThatMatchesNothingIsFour() async {
        let answer = await answer("--filter nothing.*")
        #expect(answer.exit == .nothingChecked && answer.text.contains("nothing was checked"))
    }

    @Test func helpNamesEachOption() async {
        let answer = await answer("--help")
        #expect(
            answer.exit == .awarded && RunOptions.all.allSatisfy { answer.text.contains("--\($0.name) \($0.value)") })
    }
}
