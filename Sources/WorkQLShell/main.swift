import ArgumentParser
import TOMLKit
import WorkQL
import WorkQLSandbox
print("workql")
