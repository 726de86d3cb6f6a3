import Foundation
import NIOSSL

/// Files of certificates that the user configures.
package enum TrustedCertificates {
    /// Returns why a path cannot be used: it "does not exist". Nil if it can.
    package static func problem(at path: String) -> String? {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            return "does not exist"
        }
        if isFolder.boolValue { return "is a folder" }
        guard let certificates = try? NIOSSLCertificate.fromPEMFile(path), !certificates.isEmpty
        else { return "has no certificate that can be read" }
        return nil
    }

    /// The folder that the TLS library searches by itself.
    private static let systemFolder = "/etc/ssl/certs"

    /// Returns the certificates in a folder of `SSL_CERT_DIR`, as OpenSSL finds them: files that
    /// are named by the hash of their subject, `6f7d0a94.0`. Other files and folders in it are
    /// ignored, and a folder that does not exist has none.
    package static func files(in folder: String) -> [String] {
        let resolved = URL(filePath: folder).resolvingSymlinksInPath().path(percentEncoded: false)
        if resolved == systemFolder || resolved == systemFolder + "/" { return [] }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter(isHash).sorted().map { "\(folder)/\($0)" }
            .filter { problem(at: $0) == nil }
    }

    /// Returns whether the name consists of eight hexadecimal digits, a full stop and a number.
    private static func isHash(_ name: String) -> Bool {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 2 && parts[0].utf8.count == 8 && parts[0].allSatisfy(\.isHexDigit)
            && !parts[1].isEmpty && parts[1].utf8.allSatisfy { (0x30...0x39).contains($0) }
    }
}
