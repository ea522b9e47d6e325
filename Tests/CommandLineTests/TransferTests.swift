import Foundation
import HoldfastCommandLine
import Testing

/// Moving runs between stores by file, and from one to another.
@Suite struct TransferTests {
    @Test func aFileCarriesANamespaceToAnotherStore() async throws {
        let (source, target) = (try Terminal(), try Terminal())
        try await source.makeStore()
        #expect(await target.run("migrate").code == 0)
        let file = source.folder + "/all.jsonl"
        let written = await source.run("export \(file)")
        #expect(written.code == 0 && written.output.hasPrefix("Wrote 5 runs, "), "\(written)")
        let attributes = try FileManager.default.attributesOfItem(atPath: file)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        let read = await target.run("import \(file)")
        #expect(read.code == 0 && read.output.contains("Wrote 5 runs"), "\(read)")
        let again = await target.run("import \(file) --format json")
        #expect(again.json["runs"] == 0 && again.json["same_runs"] == 5)
        for line in ["runs list", "runs show order-1 --payloads", "steps order-1 --payloads --attempts"] {
            #expect(await source.run(line).output == target.run(line).output)
        }
        #expect(try source.files().keys.contains { $0.hasSuffix(".part") } == false)
    }

    @Test func oneRunIsCarriedAlone() async throws {
        let (source, target) = (try Terminal(), try Terminal())
        try await source.makeStore()
        #expect(await target.run("migrate").code == 0)
        let file = source.folder + "/one.jsonl"
        #expect(await source.run("export \(file) --run order-1").output.hasPrefix("Wrote 1 runs, "))
        #expect(await target.run("import \(file)").code == 0)
        #expect(await target.run("runs list --count").output == "1\n")
        #expect(await source.run("export \(file)").code == 4, "nothing is written over")
        #expect(await source.run("export \(source.folder)/x --run none").code == 3)
        #expect(await target.run("import \(source.folder)/none").code == 1)
    }

    @Test func aCopyIsRepeatedAndLeavesWhatIsThere() async throws {
        let (source, target) = (try Terminal(), try Terminal())
        try await source.makeStore()
        #expect(await target.run("copy --from \(source.url) --to \(target.url)").code == 3, "there is no store yet")
        #expect(await target.run("migrate").code == 0)
        let line = "copy --from \(source.url) --to \(target.url)"
        #expect(await target.run(line).output.hasPrefix("Wrote 5 runs"))
        #expect(await target.run(line).output.contains("5 runs were there already"))
        #expect(await target.run("runs cancel order-4").code == 0)
        let other = await target.run(line)
        #expect(other.code == 4 && other.output.contains("order-4"), "\(other)")
        #expect(await target.run("copy --from \(source.url)").code == 2)
    }
}
