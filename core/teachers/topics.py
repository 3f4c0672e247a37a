"""Names of general topics, for groups whose own words are particulars. English only; knows no texts."""

_TOPICS = """
payments, transfers, fees, prices, refunds, invoices, taxes, banking, loans, mortgages, savings, investments, pensions,
insurance, wages, budgets, currencies, exchange rates, cards, debts, donations, trade, bookkeeping, fraud, scams, cash,
cash machines, gambling, cryptocurrency, deliveries, orders, shipping, complaints, feedback, customer service,
bookings, reservations, cancellations, subscriptions, appointments, accounts, passwords, login, identity checks,
security, privacy, notifications, email, phone calls, messages, chats, websites, mobile phones, apps, software,
downloads, updates, software bugs, internet, networks, printers, screens, batteries, devices, warranties, repairs,
installation, settings, documents, files, forms, certificates, contracts, jobs, careers, job interviews, recruitment,
management, meetings, leadership, marketing, advertising, sales, manufacturing, logistics, schools, teaching, exams,
homework, students, universities, language, grammar, translation, writing, reading, essays, mathematics, statistics,
geometry, history, geography, philosophy, programming, computing, scripts, databases, spreadsheets, algorithms, machine
learning, robots, neural networks, cryptography, servers, data analysis, software testing, user interfaces, speech
recognition, physics, movement, perception, memory, chemistry, biology, genetics, ecology, evolution, astronomy,
planets, stars, galaxies, spacecraft, geology, climate, weather, oceans, glaciers, neuroscience, psychology, medicine,
materials, metals, polymers, electronics, optics, lasers, energy, electricity, cells, proteins, bacteria, viruses,
vaccines, epidemics, diseases, pain, medication, pregnancy, mental health, sleep, nutrition, diets, exercise, injuries,
surgery, hospitals, nursing, dentistry, skin care, allergies, cancer, diabetes, cooking, recipes, baking, food, drinks,
restaurants, gardening, plants, furniture, decorating, plumbing, cleaning, laundry, home repairs, housing, tenancy,
neighbours, construction, tools, kitchens, law, courts, police, crime, immigration, visas, passports, elections,
politics, government, human rights, licences, divorce, inheritance, military, war, terrorism, travel, hotels, flights,
airports, trains, buses, public transport, luggage, tourism, holidays, maps, driving, cars, traffic, parking, cycling,
boats, sports, football, basketball, baseball, hockey, golf, tennis, cricket, swimming, running, fitness, hiking,
camping, music, films, television, books, novels, poetry, theatre, art, photos, games, video games, jokes, dance,
museums, fashion, clothes, shoes, jewellery, cosmetics, hair, toys, gifts, weddings, parties, festivals, religion,
family, children, parenting, babies, pets, dogs, cats, horses, birds, wildlife, fish, insects, animals, farming,
forests, soil, water, rivers, pollution, recycling, friendship, dating, emotions, grief, disabilities, news,
journalism, social media
"""
TOPICS = tuple(" ".join(topic.split()) for topic in _TOPICS.split(","))
