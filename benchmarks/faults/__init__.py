"""Does quizapp keep its word while workers, the database and replies are killed?"""
