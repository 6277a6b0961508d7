/** A contract with a bit of everything that Protocol Buffers have, and its comments. */
export const LIBRARY = {
  'library/v1/library.proto': `
    syntax = "proto3";
    package library.v1;
    import "google/protobuf/any.proto";
    import "google/protobuf/duration.proto";
    import "google/protobuf/empty.proto";
    import "google/protobuf/field_mask.proto";
    import "google/protobuf/struct.proto";
    import "google/protobuf/timestamp.proto";
    import "google/protobuf/wrappers.proto";
    import "library/v1/shelf.proto";

    // Lends books.
    //
    // To whoever asks.
    service Library {
      // Finds a book
      // by its id.
      rpc GetBook(GetBookRequest) returns (Book) {
        // Not the comment of the call.
        option idempotency_level = NO_SIDE_EFFECTS;
      }
      // Replaces a book.
      rpc PutBook(Book) returns (google.protobuf.Empty) { option idempotency_level = IDEMPOTENT; }
      rpc AddBook(Book) returns (Book) { option deprecated = true; }
      rpc WatchBooks(GetBookRequest) returns (stream Book) { option idempotency_level = NO_SIDE_EFFECTS; }
      rpc AddBooks(stream Book) returns (google.protobuf.Empty);
      rpc LookUpBooks(stream GetBookRequest) returns (stream Book);
    }

    // Nobody's business.
    service Archive {
      option deprecated = true;
      rpc Open(ArchiveRequest) returns (google.protobuf.Empty);
    }
    message ArchiveRequest {}

    message GetBookRequest { string book_id = 1; }

    // A book.
    message Book {
      string title = 1; // Stands after its field.
      double rating = 2;
      float weight = 3;
      int32 year = 4;
      uint32 pages = 5;
      // How many were printed.
      int64 copies_printed = 6;
      fixed64 serial = 7;
      bool lent = 8;
      bytes cover = 9;
      // Where it stands.
      Shelf shelf = 10;
      repeated string genres = 11;
      repeated Chapter chapters = 12;
      map<int32, string> notes = 13;
      map<string, Chapter> appendices = 14;
      optional int32 edition = 15;
      // Who has it.
      oneof holder {
        string reader = 16;
        Branch branch = 17;
      }
      oneof price {
        int32 euros = 18;
        int32 dollars = 19;
      }
      string isbn = 20 [json_name = "ISBN", deprecated = true];
      google.protobuf.Timestamp bought = 21;
      google.protobuf.Duration loan = 22;
      google.protobuf.FieldMask hidden = 23;
      google.protobuf.Struct extra = 24;
      google.protobuf.Value anything = 25;
      google.protobuf.ListValue list = 26;
      google.protobuf.NullValue nothing = 27;
      google.protobuf.Any attachment = 28;
      google.protobuf.StringValue subtitle = 29;
      google.protobuf.Int64Value words = 30;
      google.protobuf.Empty empty = 31;
      Book sequel = 32;

      // A part of a book.
      message Chapter { string heading = 1; }
      message Branch { option deprecated = true; string city = 1; }
    }
  `,
  'library/v1/shelf.proto': `
    syntax = "proto3";
    package library.v1;
    // A place for books.
    enum Shelf {
      SHELF_UNSPECIFIED = 0;
      // By the door.
      SHELF_NEW = 1;
      SHELF_CELLAR = 2 [deprecated = true];
    }
  `,
};
