import Foundation
import WorkQLDigest

/// SCRAM-SHA-256 of RFC 5802 and 7677, as PostgreSQL implements it.
enum Scram {
    static let mechanism = "SCRAM-SHA-256"
    /// With the exchange bound to the TLS connection.
    static let boundMechanism = mechanism + "-PLUS"
    private static let iterations = 4096

    /// The data that a server keeps instead of a password, in PostgreSQL's form:
    /// `SCRAM-SHA-256$4096:salt$StoredKey:ServerKey`.
    struct Verifier: Hashable, Sendable {
        var iterations: Int
        var salt: [UInt8]
        var storedKey: [UInt8]
        var serverKey: [UInt8]

        init(
            password: String, salt: [UInt8] = (0..<16).map { _ in .random(in: 0...255) },
            iterations: Int = Scram.iterations
        ) {
            let salted = Digest.pbkdf2SHA256(
                Array(password.utf8), salt: salt, iterations: iterations)
            self.iterations = iterations
            self.salt = salt
            storedKey = Digest.sha256(Scram.hmac(salted, "Client Key"))
            serverKey = Scram.hmac(salted, "Server Key")
        }

        init?(_ text: String) {
            let parts = text.split(separator: "$", omittingEmptySubsequences: false)
            guard parts.count == 3, parts[0] == Scram.mechanism else { return nil }
            let (first, second) = (parts[1].split(separator: ":"), parts[2].split(separator: ":"))
            guard first.count == 2, second.count == 2, let iterations = Int(first[0]),
                iterations > 0, let salt = Data(base64Encoded: String(first[1])),
                let storedKey = Data(base64Encoded: String(second[0])), storedKey.count == 32,
                let serverKey = Data(base64Encoded: String(second[1])), serverKey.count == 32
            else { return nil }
            self.iterations = iterations
            self.salt = Array(salt)
            self.storedKey = Array(storedKey)
            self.serverKey = Array(serverKey)
        }

        var text: String {
            let words = [salt, storedKey, serverKey].map { Data($0).base64EncodedString() }
            return "\(Scram.mechanism)$\(iterations):\(words[0])$\(words[1]):\(words[2])"
        }

        /// Makes a verifier for an unknown user name, so that clients cannot find out which names
        /// exist: the same each time, and matching no password.
        init(nobody name: String, secret: [UInt8]) {
            let salt = Scram.hmac(secret, "salt " + name)
            iterations = Scram.iterations
            self.salt = Array(salt.prefix(16))
            storedKey = Scram.hmac(secret, "stored " + name)
            serverKey = Scram.hmac(secret, "server " + name)
        }
    }

    /// One exchange: the client's and the server's first messages, then their last ones.
    struct Exchange {
        private let verifier: Verifier
        private let nonce: String
        /// The data of the TLS connection; nil without one.
        private let binding: [UInt8]?
        private var isBound = false
        private var firstBare = ""
        private var firstServer = ""
        private var header = ""

        init(
            _ verifier: Verifier, binding: [UInt8]? = nil,
            nonce: String = Data((0..<18).map { _ in UInt8.random(in: 0...255) })
                .base64EncodedString()
        ) {
            self.verifier = verifier
            self.binding = binding
            self.nonce = nonce
        }

        /// - Parameter isBound: whether the client chose the mechanism with channel binding.
        /// - Returns: the server's answer; nil for a malformed message.
        mutating func begin(_ message: String, isBound: Bool = false) -> String? {
            // `n,,n=user,r=nonce`, `p=tls-server-end-point,,n=user,r=nonce`
            let parts = message.split(
                separator: ",", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3 else { return nil }
            switch parts[0] {
            case "n": guard !isBound else { return nil }
            // The client can bind the exchange, and was not offered that: where it was, somebody
            // has taken the offer away.
            case "y": guard !isBound, binding == nil else { return nil }
            case "p=" + ChannelBinding.name: guard isBound, binding != nil else { return nil }
            default: return nil
            }
            self.isBound = isBound
            let fields = Scram.fields(parts[2])
            guard let client = fields["r"], !client.isEmpty else { return nil }
            header = "\(parts[0]),\(parts[1]),"
            firstBare = String(parts[2])
            let salt = Data(verifier.salt).base64EncodedString()
            firstServer = "r=\(client)\(nonce),s=\(salt),i=\(verifier.iterations)"
            return firstServer
        }

        /// - Returns: the server's last message; nil if the password is wrong.
        func finish(_ message: String) -> String? {
            guard let proofStart = message.range(of: ",p=", options: .backwards) else { return nil }
            let withoutProof = message[..<proofStart.lowerBound]
            let fields = Scram.fields(withoutProof)
            let bound = Array(header.utf8) + (isBound ? binding ?? [] : [])
            guard fields["c"] == Data(bound).base64EncodedString(),
                fields["r"] == Scram.fields(Substring(firstServer))["r"],
                let proof = Data(base64Encoded: String(message[proofStart.upperBound...])),
                proof.count == 32
            else { return nil }
            let authentication = "\(firstBare),\(firstServer),\(withoutProof)"
            let signature = Scram.hmac(verifier.storedKey, authentication)
            let clientKey = zip(proof, signature).map { $0 ^ $1 }
            let hash = Digest.sha256(clientKey)
            // Every byte is compared, however many are equal.
            let difference = zip(hash, verifier.storedKey).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) }
            guard difference == 0 else { return nil }
            let own = Scram.hmac(verifier.serverKey, authentication)
            return "v=" + Data(own).base64EncodedString()
        }
    }

    private static func fields(_ text: Substring) -> [Substring: String] {
        var fields: [Substring: String] = [:]
        for field in text.split(separator: ",") {
            let parts = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { fields[parts[0]] = String(parts[1]) }
        }
        return fields
    }

    private static func hmac(_ key: [UInt8], _ text: String) -> [UInt8] {
        Digest.hmacSHA256(Array(text.utf8), key: key)
    }
}
