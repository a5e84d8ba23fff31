"""The files that are measured: seeded, so that every run and every machine has the same bytes."""
import datetime
import random

FIRST_DAY = datetime.date(2021, 1, 1)
DAYS = 1460
BLOCK = 100_000
# One large number gives all the fields of a row: ten times faster than one call a field.
BITS = 192


def day_texts(first, count):
    return [(first + datetime.timedelta(days=day)).isoformat() for day in range(count)]


DATES = day_texts(FIRST_DAY, DAYS + 400)
TIMES = [f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}" for second in range(86_400)]
SEGMENTS = ["free", "pro", "enterprise", "team"]
COUNTRIES = ["ES", "MX", "US", "DE", "FR", "IT", "PT", "UK"]
CHANNELS = ["mail", "chat", "phone", "web", "app"]
WORDS = ("the order came late and nobody could tell me where it was until a friendly person on the phone found out that"
         " my address was wrong so they sent it again it works well the price is fair but the manual is hard to read").split()
ROOTS = ["refund", "devolver", "devolución", "invoice", "delivery", "crash", "slow", "great", "thanks", "price"]


def survey(rows):
    """Survey answers: ten for each customer on average, one score in twenty missing."""
    yield "id,customer,responded_at,nps,csat,segment,country,amount\n"
    customers = max(rows // 10, 1)
    for row, bits in numbers(rows):
        score = "" if bits % 20 == 0 else (bits >> 8) % 11
        cents = (bits >> 96) % 100_000
        yield (f"{row},C{(bits >> 12) % customers},{DATES[(bits >> 40) % DAYS]} {TIMES[(bits >> 52) % 86_400]},"
               f"{score},{1 + (bits >> 72) % 5},{SEGMENTS[(bits >> 80) & 3]},{COUNTRIES[(bits >> 84) & 7]},"
               f"{cents // 100}.{cents % 100:02}\n")


def tickets(rows):
    """Tickets: solved within seconds or weeks, one in thirty still open."""
    yield "ticket,customer,created_at,solved_at,channel\n"
    for row, bits in numbers(rows):
        day, second = (bits >> 40) % DAYS, (bits >> 52) % 86_400
        # Two random numbers multiplied: many short ones, few long ones.
        taken = ((bits >> 72) % 1_200) * ((bits >> 88) % 1_200) + 30
        end = second + taken
        solved = "" if bits % 30 == 0 else f"{DATES[day + end // 86_400]} {TIMES[end % 86_400]}"
        yield (f"{row},C{(bits >> 12) % max(rows // 8, 1)},{DATES[day]} {TIMES[second]},{solved},"
               f"{CHANNELS[(bits >> 112) % 5]}\n")


def orders(rows):
    """Orders of a tenth as many customers, some of whom order far more than others."""
    yield "order,customer,ordered_at,amount\n"
    customers = max(rows // 10, 1)
    for row, bits in numbers(rows):
        # The least of two draws makes early numbers more frequent.
        customer = min((bits >> 12) % customers, (bits >> 130) % customers)
        cents = (bits >> 96) % 100_000
        yield f"{row},C{customer},{DATES[(bits >> 40) % DAYS]},{cents // 100}.{cents % 100:02}\n"


def subscriptions(rows):
    """Spans over 60 months: those of a customer follow each other, or leave a gap of more than two months."""
    yield "subscription,customer,started_at,ended_at,mrr\n"
    days = day_texts(datetime.date(2019, 1, 1), 1826)
    row, customer = 0, 0
    for _, bits in numbers(rows):
        if row >= rows:
            return
        customer += 1
        start = (bits >> 8) % 1_800
        for place in range(1 + (bits >> 24) % 4):
            end = start + 20 + (bits >> (32 + 10 * place)) % 400
            price = f"{10 + (bits >> (80 + 8 * place)) % 190}.{(bits >> 120) % 10}0"
            if end >= 1_826:
                yield f"{row},C{customer},{days[start]},,{price}\n"
                row += 1
                break
            yield f"{row},C{customer},{days[start]},{days[end]},{price}\n"
            row += 1
            start = end + (70 if (bits >> (140 + place)) % 5 == 0 else 0)
            if start >= 1_826:
                break


def comments(rows):
    """A hard file: ids of 32 characters, and comments with quotes, commas and line breaks inside, in no order."""
    yield "id,customer,responded_at,nps,comment\n"
    generator = random.Random(7)
    texts = []
    for number in range(max(min(100_000, rows // 10), 1)):
        words = generator.choices(WORDS, k=generator.randrange(3, 9))
        if generator.random() < 0.3:
            words.append(generator.choice(ROOTS))
        text = " ".join(words) + f" {number}"
        shape = number % 4
        texts.append(f'"{text},\nand more"' if shape == 0 else f'"he said ""{text}"""' if shape == 1 else text)
    for _, bits in numbers(rows):
        yield (f"{bits % (1 << 128):032x},C{(bits >> 12) % max(rows // 10, 1)},"
               f"{DATES[(bits >> 40) % DAYS]} {TIMES[(bits >> 52) % 86_400]},{(bits >> 8) % 11},"
               f"{texts[(bits >> 128) % len(texts)]}\n")


def numbers(rows):
    generator = random.Random(20240701)
    for row in range(rows):
        yield row, generator.getrandbits(BITS)


FILES = {"survey": survey, "tickets": tickets, "orders": orders, "subscriptions": subscriptions,
         "comments": comments}


def make(name, rows, folder):
    """The path of a file, which is made if it is not there."""
    path = folder / f"{name}-{rows}.csv"
    if not path.exists():
        part = path.with_suffix(".part")
        with open(part, "w", encoding="utf-8", newline="") as file:
            lines = []
            for line in FILES[name](rows):
                lines.append(line)
                if len(lines) == BLOCK:
                    file.write("".join(lines))
                    lines = []
            file.write("".join(lines))
        part.rename(path)
    return path
