import ArgumentParser
import UnixSignals
@main struct Genkan: ParsableCommand {}
