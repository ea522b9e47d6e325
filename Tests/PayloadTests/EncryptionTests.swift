#if Encryption
    import HoldfastConformance
    import HoldfastCore
    import HoldfastEncryption
    import HoldfastMemory
    import Testing

    /// Encryption by itself, and in a store.
    struct EncryptionTests {
        private let place = Scene.place
        private static let first = [UInt8](repeating: 1, count: 32)
        private static let second = [UInt8](repeating: 2, count: 32)
        private static let secret = Array("the password is swordfish".utf8)

        private func encryption(_ current: String? = "k1", _ key: [UInt8] = first) throws -> PayloadEncryption {
            try PayloadEncryption(keys: ["k1": key, "k2": Self.second], current: current)
        }

        private func refuses(_ decode: () async throws -> [UInt8]) async {
            await #expect { _ = try await decode() } throws: { error in
                let error = error as? BackendError
                return error?.code == .corrupted && error?.message.contains("swordfish") == false
            }
        }

        /// Made by Python's `cryptography`, with the same key and binding: the form is nonce, ciphertext, tag.
        @Test func whatAnotherProgramEncryptedIsRead() async throws {
            let text =
                "070707070707070707070707f99b8f847fcfc2d26ef5765486a914ead4de"
                + "eeab000d662a63ca9020d37b7dcccf8e67b5ae885c74c3"
            let sealed = stride(from: 0, to: text.count, by: 2).compactMap { start in
                UInt8(text.dropFirst(start).prefix(2), radix: 16)
            }
            #expect(try await encryption().decode(sealed, keyID: "k1", at: place) == Self.secret)
        }

        @Test func allSizesComeBackAndNoTwoAreAlike() async throws {
            let encryption = try encryption()
            for size in [0, 1, 15, 16, 17, 20_000, 1 << 20] {
                let plain = Scene.noise(size)
                let one = try #require(try await encryption.encode(plain, at: place))
                let two = try #require(try await encryption.encode(plain, at: place))
                #expect(one != two && one.count == size + 28)
                #expect(try await encryption.decode(one, keyID: "k1", at: place) == plain)
            }
        }

        @Test func alteredMovedOrForeignBytesAreRefused() async throws {
            let encryption = try encryption()
            let sealed = try #require(try await encryption.encode(Self.secret, at: place))
            for position in sealed.indices {
                var altered = sealed
                altered[position] ^= 1
                await refuses { try await encryption.decode(altered, keyID: "k1", at: place) }
            }
            for bytes in [[], Array(sealed.prefix(27)), Array(sealed.dropLast()), sealed + [0]] {
                await refuses { try await encryption.decode(bytes, keyID: "k1", at: place) }
            }
            let other = PayloadPlace(Scene.key("b"), StateTable.content)
            await refuses { try await encryption.decode(sealed, keyID: "k1", at: other) }
            let otherKey = try self.encryption("k1", Self.second)
            await refuses { try await otherKey.decode(sealed, keyID: "k1", at: place) }
            for id in ["k2", "k3", nil] { await refuses { try await encryption.decode(sealed, keyID: id, at: place) } }
        }

        @Test func keysAreCheckedAndNeverShown() throws {
            #expect(throws: StoreError.self) { try PayloadEncryption(keys: ["k": [1, 2, 3]], current: "k") }
            #expect(throws: StoreError.self) { try PayloadEncryption(keys: ["k": Self.first], current: "other") }
            var dumped = ""
            dump(try encryption(), to: &dumped)
            for text in [dumped, "\(try encryption())", String(reflecting: try encryption())] {
                #expect(!text.contains("1, 1") && !text.contains("UInt8"))
            }
        }

        @Test func aStoreChangesItsKeyAndCanGoBackToPlain() async throws {
            let rows = MemoryBackend()
            let old = try await Scene.store(rows, [encryption("k1")])
            let large = Scene.noise(50_000)
            try await old.state(of: "life").set("small", Payload(bytes: Self.secret))
            try await old.state(of: "life").set("large", Payload(bytes: large))
            let new = try await Scene.store(rows, [encryption("k2")])
            let progress = try await new.rekey()
            #expect(progress.examined == 2 && progress.changed == 2 && progress.next == nil)
            #expect(try await new.rekey().changed == 0)
            let only = try await Scene.store(
                rows, [PayloadEncryption(keys: ["k2": Self.second], current: "k2")])
            #expect(try await only.state(of: "life").get("small")?.content.bytes == Self.secret)
            #expect(try await only.state(of: "life").get("large")?.content.bytes == large)
            let plain = try await Scene.store(rows, [PayloadEncryption(keys: ["k2": Self.second], current: nil)])
            #expect(try await plain.rekey().changed == 2)
            #expect(try await Scene.store(rows, []).state(of: "life").get("small")?.content.bytes == Self.secret)
        }
    }
#endif
