import Glibc

/// A picture could not be made; the message says why and what to do.
package struct PictureFailure: Error {
  package let message: String
  package init(_ message: String) { self.message = message }
}

/// The bytes of a PNG with twice the dots of an SVG, so that it is sharp on today's screens.
///
/// Drawing letters and curves well is the work of a large library, and few who use this program ever ask for a PNG.
/// So librsvg is opened when it is needed and no build depends on it; where it is absent, the message names the
/// Debian package.
package func rasterised(_ drawing: String) throws(PictureFailure) -> [UInt8] {
  let libraries = try PictureLibraries()
  return try libraries.rasterise(drawing, scale: 2)
}

/// Whether PNGs can be made on this machine.
package var canRasterise: Bool { (try? PictureLibraries()) != nil }

/// The functions of librsvg, cairo and GLib that make a PNG, found by their names while the program runs.
private struct PictureLibraries {
  private typealias Handle = OpaquePointer
  private typealias NewFromData =
    @convention(c) (
      UnsafePointer<UInt8>?, Int, UnsafeMutablePointer<OpaquePointer?>?
    ) -> OpaquePointer?
  private typealias RenderDocument =
    @convention(c) (
      OpaquePointer?, OpaquePointer?, UnsafeRawPointer?, UnsafeMutablePointer<OpaquePointer?>?
    ) -> Int32
  private typealias IntrinsicSize =
    @convention(c) (
      OpaquePointer?, UnsafeMutablePointer<Double>?, UnsafeMutablePointer<Double>?
    ) -> Int32
  private typealias Release = @convention(c) (OpaquePointer?) -> Void
  private typealias NewSurface = @convention(c) (Int32, Int32, Int32) -> OpaquePointer?
  private typealias NewContext = @convention(c) (OpaquePointer?) -> OpaquePointer?
  private typealias Scale = @convention(c) (OpaquePointer?, Double, Double) -> Void
  private typealias Status = @convention(c) (OpaquePointer?) -> Int32
  private typealias WriteFunction =
    @convention(c) (
      UnsafeMutableRawPointer?, UnsafePointer<UInt8>?, UInt32
    ) -> Int32
  private typealias WritePNG =
    @convention(c) (OpaquePointer?, WriteFunction?, UnsafeMutableRawPointer?) -> Int32

  private let newFromData: NewFromData
  private let renderDocument: RenderDocument
  private let intrinsicSize: IntrinsicSize
  private let releaseObject: Release
  private let newSurface: NewSurface
  private let surfaceStatus: Status
  private let newContext: NewContext
  private let scale: Scale
  private let releaseContext: Release
  private let releaseSurface: Release
  private let writePNG: WritePNG

  init() throws(PictureFailure) {
    // The libraries stay open until the program ends: closing GLib is not supported by GLib.
    guard let rsvg = dlopen("librsvg-2.so.2", RTLD_NOW), let cairo = dlopen("libcairo.so.2", RTLD_NOW),
      let object = dlopen("libgobject-2.0.so.0", RTLD_NOW)
    else {
      throw PictureFailure(
        "a PNG needs librsvg, which is not installed here: sudo apt-get install librsvg2-2 fonts-dejavu-core,"
          + " or write .svg, which needs nothing")
    }
    newFromData = try PictureLibraries.function("rsvg_handle_new_from_data", rsvg)
    renderDocument = try PictureLibraries.function("rsvg_handle_render_document", rsvg)
    intrinsicSize = try PictureLibraries.function("rsvg_handle_get_intrinsic_size_in_pixels", rsvg)
    releaseObject = try PictureLibraries.function("g_object_unref", object)
    newSurface = try PictureLibraries.function("cairo_image_surface_create", cairo)
    surfaceStatus = try PictureLibraries.function("cairo_surface_status", cairo)
    newContext = try PictureLibraries.function("cairo_create", cairo)
    scale = try PictureLibraries.function("cairo_scale", cairo)
    releaseContext = try PictureLibraries.function("cairo_destroy", cairo)
    releaseSurface = try PictureLibraries.function("cairo_surface_destroy", cairo)
    writePNG = try PictureLibraries.function("cairo_surface_write_to_png_stream", cairo)
  }

  private static func function<Type>(_ name: String, _ library: UnsafeMutableRawPointer)
    throws(PictureFailure)
    -> Type
  {
    guard let symbol = dlsym(library, name) else {
      throw PictureFailure(
        "the librsvg of this machine is too old for PNG (2.52 or later has `\(name)`); write .svg instead")
    }
    return unsafeBitCast(symbol, to: Type.self)
  }

  func rasterise(_ drawing: String, scale factor: Double) throws(PictureFailure) -> [UInt8] {
    let bytes = Array(drawing.utf8)
    guard let handle = bytes.withUnsafeBufferPointer({ newFromData($0.baseAddress, $0.count, nil) }) else {
      throw PictureFailure("the picture could not be read by librsvg; write .svg instead")
    }
    defer { releaseObject(handle) }
    var width = 0.0
    var height = 0.0
    guard intrinsicSize(handle, &width, &height) != 0, (1...20_000).contains(width),
      (1...20_000).contains(height)
    else { throw PictureFailure("the picture has no size that a PNG could have; write .svg instead") }
    let columns = Int32((width * factor).rounded(.up))
    let rows = Int32((height * factor).rounded(.up))
    // 0 is the format of 32 bits a dot.
    let surface = newSurface(0, columns, rows)
    defer { releaseSurface(surface) }
    guard surfaceStatus(surface) == 0 else {
      throw PictureFailure("there is not enough memory for a picture of \(columns) × \(rows) dots")
    }
    let context = newContext(surface)
    scale(context, factor, factor)
    // Two pairs of numbers: the corner and the size of the page.
    let page = [0, 0, width, height]
    let isDrawn = page.withUnsafeBytes { renderDocument(handle, context, $0.baseAddress, nil) }
    releaseContext(context)
    guard isDrawn != 0 else { throw PictureFailure("librsvg could not draw the picture; write .svg instead") }
    let output = Output()
    let status = writePNG(
      surface,
      { closure, data, count in
        guard let closure, let data else { return 1 }
        let output = Unmanaged<Output>.fromOpaque(closure).takeUnretainedValue()
        output.bytes.append(contentsOf: UnsafeBufferPointer(start: data, count: Int(count)))
        return 0
      }, Unmanaged.passUnretained(output).toOpaque())
    guard status == 0, !output.bytes.isEmpty else {
      throw PictureFailure("the picture could not be written as PNG; write .svg instead")
    }
    return output.bytes
  }

  /// What cairo has written so far.
  private final class Output {
    var bytes: [UInt8] = []
  }
}
