import HoldfastCore
import HoldfastMemory
import Testing

@Suite struct ConfigurationTests {
    private func error(_ environment: [String: String], file: String? = nil) -> StoreError? {
        do {
            _ = try Configuration(environment: environment, file: file)
            return nil
        } catch { return error as? StoreError }
    }

    @Test func nothingSaidMeansTheDefaults() throws {
        let configuration = try Configuration(environment: [:])
        #expect(configuration.storeURL == "sqlite:///holdfast.db" && configuration.namespace == .default)
        #expect(configuration.autoMigrate && configuration.concurrency == 20 && configuration.lease == .seconds(60))
        #expect(configuration.pollInterval == .milliseconds(100) && !configuration.readOnly)
    }

    @Test func environmentBeatsFileBeatsDefault() throws {
        let file = #"{"store_url": "sqlite:///file.db", "concurrency": 7, "auto_migrate": false}"#
        let configuration = try Configuration(environment: ["HOLDFAST_CONCURRENCY": "3"], file: file)
        #expect(configuration.storeURL == "sqlite:///file.db")
        #expect(configuration.concurrency == 3 && !configuration.autoMigrate)
        #expect(try Configuration(environment: ["HOLDFAST_STORE_URL": ""], file: file).storeURL == "sqlite:///file.db")
    }

    @Test func theEnvironmentsNameChoosesTheStore() throws {
        #expect(try Configuration(environment: ["HOLDFAST_ENV": "development"]).storeURL == "memory:")
        #expect(try Configuration(environment: ["HOLDFAST_ENV": "test"]).storeURL == "memory:")
        #expect(try Configuration(environment: ["HOLDFAST_ENV": "staging"]).storeURL == Configuration.defaultURL)
        let production = try Configuration(environment: ["HOLDFAST_ENV": "production"])
        #expect(throws: StoreError.self) { try production.requireStoreURL() }
        let named = ["HOLDFAST_ENV": "production", "HOLDFAST_STORE_URL": "sqlite:////var/app.db"]
        #expect(try Configuration(environment: named).requireStoreURL() == "sqlite:////var/app.db")
    }

    @Test(arguments: [
        ("HOLDFAST_CONCURRENCY", "0"), ("HOLDFAST_CONCURRENCY", "2.5"), ("HOLDFAST_CONCURRENCY", "many"),
        ("HOLDFAST_LEASE_SECONDS", "0"), ("HOLDFAST_LEASE_SECONDS", "-1"), ("HOLDFAST_LEASE_SECONDS", "nan"),
        ("HOLDFAST_POLL_INTERVAL_MS", "inf"), ("HOLDFAST_AUTO_MIGRATE", "maybe"), ("HOLDFAST_ENV", "prod"),
    ])
    func aSettingThatMakesNoSenseIsNamed(_ name: String, _ value: String) {
        let error = error([name: value])
        #expect(error?.code == .invalidArgument)
        #expect(error?.message.contains(name) == true)
    }

    @Test func aFileThatMakesNoSenseIsRefused() {
        #expect(error([:], file: "[]")?.code == .invalidArgument)
        #expect(error([:], file: #"{"stor_url": "x"}"#)?.message.contains("stor_url") == true)
    }

    @Test func namespacesAreChecked() {
        #expect(error(["HOLDFAST_NAMESPACE": String(repeating: "n", count: 256)])?.code == .limitExceeded)
    }
}

@Suite struct StoreOpeningTests {
    @Test func aStoreIsOpenedByThePluginOfItsScheme() async throws {
        let custom = StorePlugin(schemes: ["Mine"]) { _, _ throws(BackendError) in MemoryBackend() }
        let store = try await Store.open("mine:anything", plugins: [.memory, custom])
        try await store.runs.create(NewRun("w", id: "a"))
        await store.close()
        let failure = await #expect(throws: StoreError.self) {
            try await Store.open("theirs:x", plugins: [.memory, custom])
        }
        #expect(failure?.code == .invalidArgument && failure?.message.contains("memory:, mine:") == true)
    }

    @Test func withoutMigrationAnOldSchemaIsRefused() async throws {
        var configuration = Configuration()
        configuration.autoMigrate = false
        let failure = await #expect(throws: StoreError.self) {
            try await Store.open("memory:", plugins: [.memory], configuration: configuration)
        }
        #expect(failure?.code == .schemaOutdated && failure?.message.contains("holdfast migrate") == true)
    }
}
