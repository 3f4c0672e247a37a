import asyncio

from core.teachers.room import Room, Turn

NOW, SOON, LATER = Turn


def in_order_of_entry(places, guests, leaving=()):
    """Who came in when, of guests (name, turn) that arrive one after another while all places are taken."""
    entered = []

    async def come(room, name, turn):
        async with room.place(turn):
            entered.append(name)
            await asyncio.sleep(0)

    async def day():
        room = Room(places)
        gate = asyncio.Event()

        async def first():
            async with room.place():
                await gate.wait()

        holders = [asyncio.create_task(first()) for _ in range(places)]
        await asyncio.sleep(0)
        tasks = {}
        for name, turn in guests:
            tasks[name] = asyncio.create_task(come(room, name, turn))
            await asyncio.sleep(0)
        gate.set()
        for name in leaving:
            tasks[name].cancel()
        await asyncio.wait_for(asyncio.gather(*holders, *tasks.values(), return_exceptions=True), 5)
        async with asyncio.timeout(5), room.place():  # no place is lost
            return entered

    return asyncio.run(day())


def test_who_can_wait_goes_after_who_cannot():
    assert in_order_of_entry(1, [("a", LATER), ("b", NOW), ("c", SOON), ("d", NOW), ("e", LATER)]) == [*"bdcae"]


def test_a_guest_who_gives_up_waiting_takes_no_place():
    assert in_order_of_entry(1, [("a", NOW), ("b", LATER), ("c", NOW)], leaving=["a"]) == ["c", "b"]


def test_no_more_are_inside_than_there_are_places():
    most = inside = 0

    async def come(room, turn):
        nonlocal most, inside
        async with room.place(turn):
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0)
            inside -= 1

    async def day():
        room = Room(3)
        await asyncio.gather(*(come(room, Turn(number % 3)) for number in range(50)))

    asyncio.run(day())
    assert most == 3


def test_a_place_given_to_somebody_who_is_called_away_at_that_moment_goes_to_the_next():
    async def day():
        room = Room(1)
        entered = []

        async def come(name):
            async with room.place():
                entered.append(name)

        async with room.place():
            first, second = asyncio.create_task(come("first")), asyncio.create_task(come("second"))
            await asyncio.sleep(0)
        first.cancel()  # its turn has come, but it has not run yet
        await asyncio.wait_for(asyncio.gather(first, second, return_exceptions=True), 5)
        return entered

    assert asyncio.run(day()) == ["second"]
