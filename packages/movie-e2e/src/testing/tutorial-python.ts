/** The tutorial's server (sections 5 and 8), with the port and the database given as arguments. */
export const PYTHON_SERVER = `
import json
import sys
from concurrent import futures

import grpc
import movie_pb2
import movie_pb2_grpc


class MovieServicer(movie_pb2_grpc.MovieServicer):
    def __init__(self):
        with open(sys.argv[1], "r") as jsf:
            self.db = json.load(jsf)["movies"]

    def GetMovieByID(self, request, context):
        for movie in self.db:
            if movie['id'] == request.id:
                print("Movie found!", flush=True)
                return movie_pb2.MovieData(title=movie['title'], rating=movie['rating'], director=movie['director'], id=movie['id'])
        return movie_pb2.MovieData(title="", rating="", director="", id="")

    def GetListMovies(self, request, context):
        for movie in self.db:
            yield movie_pb2.MovieData(title=movie['title'], rating=movie['rating'], director=movie['director'], id=movie['id'])


server = grpc.server(futures.ThreadPoolExecutor(max_workers=10))
movie_pb2_grpc.add_MovieServicer_to_server(MovieServicer(), server)
port = server.add_insecure_port('127.0.0.1:0')
server.start()
print("listening on 127.0.0.1:%d" % port, flush=True)
server.wait_for_termination()
`;

/** The tutorial's client (sections 6 and 8), with the address given as an argument. */
export const PYTHON_CLIENT = `
import sys

import grpc
import movie_pb2
import movie_pb2_grpc


def get_movie_by_id(stub, id):
    movie = stub.GetMovieByID(id)
    print(movie)


def get_list_movies(stub):
    allmovies = stub.GetListMovies(movie_pb2.Empty())
    for movie in allmovies:
        print("Movie called %s" % (movie.title))


with grpc.insecure_channel(sys.argv[1]) as channel:
    stub = movie_pb2_grpc.MovieStub(channel)

    print("-------------- GetMovieByID --------------")
    movieid = movie_pb2.MovieID(id="a8034f44-aee4-44cf-b32c-74cf452aaaae")
    get_movie_by_id(stub, movieid)
    print("-------------- GetListMovies --------------")
    get_list_movies(stub)
`;
