import HoldfastCore
import HoldfastConformance
import HoldfastTestSupport
import Testing

@Suite struct StoreSecretTests {
    @Test func itsPartsAreRead() throws {
        let url = try StoreURL("SQLite:///a%20b.db?mode=read%26write&flag")
        #expect(url.scheme == "sqlite")
        #expect(url.rest == "///a%20b.db")
        #expect(url.parameters == ["mode": "read&write", "flag": ""])
    }

    @Test(arguments: ["", "app.db", ":x", "a b:x", "//secret@host"])
    func whatHasNoSchemeIsRefusedAndNotShown(_ text: String) throws {
        let error = #expect(throws: StoreError.self) { try StoreURL(text) }
        #expect(error?.code == .invalidArgument)
        let words = error?.message ?? ""
        #expect(!words.contains("secret"))
    }

    @Test(arguments: [
        ("memory:", "memory:"), ("sqlite:///var/@home/app.db", "sqlite:///var/@home/app.db"),
        ("sqlite:app.db", "sqlite:app.db"), ("libsql://host/db", "libsql://host/db"),
        ("sqlite:///a.db?key=secret", "sqlite:///a.db?***"), ("libsql://host?secret", "libsql://host?***"),
        ("postgres://user:secret@host/db", "postgres://***@host/db"), ("libsql://secret@host", "libsql://***@host"),
        ("postgres://user:secret@host/db?sslmode=on", "postgres://***@host/db?***"),
        ("postgres://user:se?secret@host/db", "postgres://***"), ("postgres://host/db?a=b@secret", "postgres://***"),
        ("postgres://user:a/secret@host/db", "postgres://***@host/db"),
        ("postgres://user:secret@secret@host", "postgres://***@host"),
    ])
    func noSecretIsShown(_ text: String, _ shown: String) throws {
        #expect("\(try StoreURL(text))" == shown)
    }

    @Test func noSecretIsInTheErrorOfAStoreThatCannotBeOpened() async throws {
        let broken = StorePlugin(schemes: ["postgres"]) { _, _ throws(BackendError) in
            throw BackendError(.unavailable, "nobody answers")
        }
        for url in ["postgres://user:secret@host/db?token=secret", "other://user:secret@host/db?token=secret"] {
            let error = await #expect(throws: StoreError.self) {
                try await Store.connect(url, plugins: [broken])
            }
            let words = String(describing: error)
            #expect(!words.contains("secret"))
        }
    }
}
