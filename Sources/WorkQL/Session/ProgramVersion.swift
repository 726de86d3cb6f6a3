/// The version of this program, as it is shown and as files name the program that wrote them.
package enum ProgramVersion {
    package static let number = "0.1.0"
}
