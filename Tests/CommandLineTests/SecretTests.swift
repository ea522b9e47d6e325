import HoldfastCommandLine
import Testing

/// No password or token is ever shown.
@Suite struct SecretTests {
    static let url = "closed://user:hunter2@host/db?authToken=hunter2"

    /// A plugin that is careless with secrets.
    static let careless = StorePlugin(schemes: ["closed"]) { url, _ throws(BackendError) in
        throw BackendError(.unavailable, "no answer from \(url.text) with tokn3")
    }

    @Test(arguments: [
        ["runs", "list", "--store", url], ["doctor", "--store=" + url],
        ["migrate", "--store", url, "--format", "json"],
        [url], ["runs", url], ["runs", "show", url, "--store", "closed:"], ["runs", "list", url],
        ["doctor", "--stor=" + url],
        ["runs", "list", "--" + url], ["runs", "list", "--workflow", "a", "--format", url],
    ])
    func nothingShowsThem(_ words: [String]) async throws {
        let terminal = try Terminal()
        let environment = ["HOLDFAST_AUTH_TOKEN": "tokn3"]
        let result = await terminal.run(words, environment: environment, plugins: [Self.careless])
        #expect(result.code == 1 || result.code == 2)
        #expect(!(result.output + result.errors).contains("hunter2"), "\(result.errors)")
        #expect(!(result.output + result.errors).contains("tokn3"), "\(result.errors)")
    }

    @Test func theEnvironmentsUrlIsNotShownEither() async throws {
        let environment = ["HOLDFAST_STORE_URL": Self.url]
        let result = try await Terminal().run(["doctor"], environment: environment, plugins: [Self.careless])
        #expect(result.code == 1 && result.errors.contains("closed://***@host/db"))
        #expect(!result.errors.contains("hunter2"))
    }
}
