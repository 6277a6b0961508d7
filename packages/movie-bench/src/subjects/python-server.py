"""The tutorial's server: grpcio, one servicer, a pool of ten threads."""
import json
import sys
from concurrent import futures

folder, port, database = sys.argv[1:]
sys.path.insert(0, folder)

import grpc  # noqa: E402
import movie_pb2  # noqa: E402
import movie_pb2_grpc  # noqa: E402


def message(movie):
    return movie_pb2.MovieData(
        title=movie["title"], rating=movie["rating"], director=movie["director"], id=movie["id"]
    )


class MovieServicer(movie_pb2_grpc.MovieServicer):
    def __init__(self):
        with open(database, encoding="utf-8") as file:
            self.db = json.load(file)["movies"]
        self.by_id = {movie["id"]: movie for movie in self.db}

    # The tutorial searches the whole list for an id. With a dictionary, that search isn't what we measure.
    def GetMovieByID(self, request, context):
        return message(self.by_id[request.id])

    def GetListMovies(self, request, context):
        for movie in self.db:
            yield message(movie)


server = grpc.server(futures.ThreadPoolExecutor(max_workers=10))
movie_pb2_grpc.add_MovieServicer_to_server(MovieServicer(), server)
server.add_insecure_port(f"127.0.0.1:{port}")
server.start()
print("listening", flush=True)
server.wait_for_termination()
