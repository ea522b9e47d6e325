#if Encryption
    internal import CHoldfastEncryption
    public import HoldfastCore

    /// Encrypts payloads with AES-256-GCM, each bound to its place: one that was altered, or moved to another row or
    /// column, is not read but refused.
    ///
    /// Each value takes a random nonce of 96 bits; change the key after some thousand million values. To change it, add
    /// the new key, make it the current one in every program, then call ``Store/rekey(after:limit:)`` to its end; after
    /// that the old one may go.
    public struct PayloadEncryption: PayloadTransform {
        /// What values name it.
        public let name = "aes-256-gcm"
        /// The key with which new values are encrypted; nil where they are no longer.
        public let keyID: String?
        private let keys: [String: [UInt8]]

        private static let nonceSize = 12
        private static let tagSize = 16

        /// An encryption with these keys of 32 bytes each.
        ///
        /// - Parameters:
        ///   - keys: By their ids, which stand with each value and are no secret.
        ///   - current: The id of the key for new values; nil leaves them plain, and only reads what was encrypted.
        /// - Throws: `.invalidArgument` where a key has another size, or there is none of the current id.
        public init(keys: [String: [UInt8]], current: String?) throws {
            for (id, key) in keys where key.count != 32 || !(1...64).contains(id.utf8.count) {
                throw StoreError(
                    .invalidArgument, "an encryption key has 32 bytes and an id of 1 to 64, not \(key.count)", id: id)
            }
            if let current, keys[current] == nil {
                throw StoreError(.invalidArgument, "there is no encryption key \"\(current)\" among those given")
            }
            self.keys = keys
            keyID = current
        }

        /// A nonce, the encrypted bytes and a tag.
        public func encode(_ bytes: [UInt8], at place: PayloadPlace) async throws(BackendError) -> [UInt8]? {
            guard let keyID, let key = keys[keyID] else { return nil }
            var nonce = [UInt8](repeating: 0, count: Self.nonceSize)
            // libcrypto writes so many bytes into an array of that size.
            guard unsafe RAND_bytes(&nonce, Int32(nonce.count)) == 1, bytes.count < Int32.max else {
                throw BackendError(.unavailable, "no random numbers for an encryption; nothing was written, try again")
            }
            let binding = place.binding
            var tag = [UInt8](repeating: 0, count: Self.tagSize)
            var isDone = false
            let sealed = unsafe [UInt8](unsafeUninitializedCapacity: bytes.count) { buffer, count in
                // It writes as many bytes as it reads, and the buffer has so many; the rest has the sizes it takes.
                isDone =
                    unsafe holdfast_seal(
                        key, nonce, binding, Int32(binding.count), bytes, Int32(bytes.count), buffer.baseAddress, &tag)
                    == 1
                count = isDone ? bytes.count : 0
            }
            guard isDone else { throw BackendError(.unavailable, "libcrypto could not encrypt; nothing was written") }
            return nonce + sealed + tag
        }

        /// The bytes that were encrypted. Throws `.corrupted` where they were altered or moved, or the key is another.
        public func decode(
            _ bytes: [UInt8], keyID: String?, at place: PayloadPlace
        ) async throws(BackendError) -> [UInt8] {
            guard let key = keys[keyID ?? ""] else {
                throw BackendError(
                    .corrupted,
                    "\(place.table).\(place.column) was encrypted with the key \"\(keyID ?? "")\", which is not known; "
                        + "add it to the encryption's keys")
            }
            let size = bytes.count - Self.nonceSize - Self.tagSize
            guard size >= 0, bytes.count < Int32.max else { throw refused(place) }
            let nonce = Array(bytes.prefix(Self.nonceSize))
            let sealed = Array(bytes[Self.nonceSize..<Self.nonceSize + size])
            let tag = Array(bytes.suffix(Self.tagSize))
            let binding = place.binding
            var isDone = false
            let plain = unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
                // As above.
                isDone =
                    unsafe holdfast_open(
                        key, nonce, binding, Int32(binding.count), sealed, Int32(size), tag, buffer.baseAddress) == 1
                count = isDone ? size : 0
            }
            guard isDone else { throw refused(place) }
            return plain
        }

        private func refused(_ place: PayloadPlace) -> BackendError {
            BackendError(
                .corrupted,
                "\(place.table).\(place.column) cannot be decrypted: it was altered or moved, or its key is another")
        }
    }

    extension PayloadEncryption: CustomStringConvertible, CustomReflectable {
        /// The ids of the keys, never a key.
        public var description: String { "aes-256-gcm with the keys \(keys.keys.sorted().joined(separator: ", "))" }
        /// Nothing: a dump would show the keys.
        public var customMirror: Mirror { Mirror(self, children: []) }
    }
#endif
