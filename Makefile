# 链招: everything a newcomer types. `make` alone lists the commands.
# Needs Python 3.11 or newer and make. Set-up happens on first use and again only when a pin changes.

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
WORKERS ?= 2
SCALE ?= small
ARGS ?=

BIN := .venv/bin
FLASK := $(BIN)/flask --app wsgi
SERVE := $(BIN)/gunicorn --config python:crm.server --bind $(HOST):$(PORT) --workers $(WORKERS) wsgi:app
# Stamps: made after each step has succeeded, older than its pins when it must run again.
RUNTIME := .venv/.runtime
TESTING := .venv/.testing
ASSETS := static/vendor/icons.svg
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement

.DEFAULT_GOAL := help
# Python packages and front-end files install side by side.
MAKEFLAGS += --jobs=2 --no-print-directory
.DELETE_ON_ERROR:
.PHONY: help run demo test bench lint format pins clean

help: ## 列出命令
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo "  可用变量：PORT=8080  HOST=0.0.0.0  ARGS='…'（交给 test）  SCALE=small|full|large（交给 bench）"

run: $(RUNTIME) $(ASSETS) ## 安装、建库、启动 http://127.0.0.1:8000
	@echo "链招即将启动：http://$(HOST):$(PORT)（Ctrl C 停止）"
	@exec $(SERVE)

# A database of its own, whatever the settings say, so that made-up records never reach a real one.
demo: export CRM_INSTANCE_DIR = instance/demo
demo: export CRM_DATABASE_URL = sqlite:///$(CURDIR)/instance/demo/crm.db
demo: $(RUNTIME) $(ASSETS) ## 同上，用另一个库 instance/demo，内有两年演示数据和六种角色的账号
	@test -e instance/demo/filled || { $(FLASK) prepare >/dev/null && $(FLASK) demo && touch instance/demo/filled; }
	@echo "链招（演示）即将启动：http://$(HOST):$(PORT)（Ctrl C 停止）"
	@exec $(SERVE)

test: $(TESTING) $(ASSETS) ## 全部测试;CI=true 时一个都不许跳过
	@$(BIN)/python -m pytest $(or $(ARGS),-n 2 --dist loadfile --no-loadscope-reorder --engine both)

bench: $(TESTING) $(ASSETS) ## 性能测量：打印表格并写成 JSON
	@$(BIN)/python -m tests.bench --scale $(SCALE) $(ARGS)

lint: $(TESTING) ## 检查格式和写法
	@$(BIN)/ruff format --check . && $(BIN)/ruff check .

format: $(TESTING) ## 整理格式
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

pins: $(BIN)/uv ## 重新锁定依赖版本（带哈希）
	@$(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --python-version 3.11 \
		--custom-compile-command "make pins" pyproject.toml --output-file requirements.txt
	@$(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --python-version 3.11 \
		--custom-compile-command "make pins" --extra dev pyproject.toml --output-file requirements-dev.txt
	@.ci/npm install --package-lock-only --ignore-scripts --omit-lockfile-registry-resolved --silent

clean: ## 删除安装产物（不动 instance/ 里的数据）
	rm -rf .venv node_modules static/vendor static/vendor.new

.venv/pyvenv.cfg:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "链招需要 Python 3.11 或更新的版本：请先安装，或用 make PYTHON=/路径/python3.11 指定。" >&2; exit 1; }
	@echo "正在建立 Python 环境 .venv ……"
	@if $(PYTHON) -c 'import ensurepip' 2>/dev/null; then $(PYTHON) -m venv .venv; \
		else $(PYTHON) -m venv --without-pip .venv && .venv/bin/python .ci/pip.py; fi || { rm -rf .venv; exit 1; }

$(RUNTIME): requirements.txt | .venv/pyvenv.cfg
	@echo "正在安装 Python 包 ……"
	@$(PIP) requirements.txt
	@touch $@

$(TESTING): requirements-dev.txt | .venv/pyvenv.cfg
	@echo "正在安装 Python 包（含测试工具）……"
	@$(PIP) requirements-dev.txt
	@touch $@ $(RUNTIME)

node_modules/.package-lock.json: package.json package-lock.json | .venv/pyvenv.cfg
	@echo "正在安装前端包 ……"
	@.ci/npm ci --ignore-scripts --no-audit --no-fund --silent
	@touch $@

$(ASSETS): node_modules/.package-lock.json static/img/icons.txt .ci/assets.py
	@$(BIN)/python .ci/assets.py
	@touch $@

$(BIN)/uv: .ci/uv.txt | .venv/pyvenv.cfg
	@$(PIP) .ci/uv.txt
	@touch $@
